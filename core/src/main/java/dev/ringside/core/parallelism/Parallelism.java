package dev.ringside.core.parallelism;

import java.util.Locale;

/** What a group of ranks shares out: the field's short words. */
public enum Parallelism {
  /** The group could not be told, or no deployment says what it could be. */
  UNKNOWN,
  TP,
  PP,
  DP,
  EP,
  SP,
  CP,
  /** All ranks of a replica, where that is neither the tensor nor the pipeline group alone. */
  WORLD;

  /** {@code tp}; the empty string for {@link #UNKNOWN}. */
  public String label() {
    return this == UNKNOWN ? "" : name().toLowerCase(Locale.ROOT);
  }
}
