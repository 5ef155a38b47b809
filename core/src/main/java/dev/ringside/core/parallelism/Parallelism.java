package dev.ringside.core.parallelism;

import java.util.Locale;

/** What a group of ranks divides among its members, by the field's short words. */
public enum Parallelism {
  /** The group is not known, or there is no deployment to identify it by. */
  UNKNOWN,
  TP,
  PP,
  DP,
  EP,
  SP,
  CP,
  /** All ranks of a replica, if they are neither the tensor group nor the pipeline group. */
  WORLD,
  /**
   * None: the engine's own coordination, whatever group carries it. Schedulers' requests, sizes and
   * metadata, agreements, tokens that go round.
   */
  CONTROL;

  /** {@code tp}; the empty string for {@link #UNKNOWN}. */
  public String label() {
    return this == UNKNOWN ? "" : name().toLowerCase(Locale.ROOT);
  }
}
