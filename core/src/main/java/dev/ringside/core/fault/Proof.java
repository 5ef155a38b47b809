package dev.ringside.core.fault;

import java.util.Locale;

/** What is known of a fault, from best to worst. */
public enum Proof {
  /** Its calls were counted in a run of the engine. */
  RECORDED,
  /** It was read in the engine's code. */
  READ,
  /** A public thread tells of it. */
  TOLD;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
