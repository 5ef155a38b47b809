package dev.ringside.core.account;

import java.util.Locale;

/** How the phase of a pass is known. */
public enum PhaseSource {
  UNKNOWN,
  /** From the logits rows of the same pass: T̂ against R. */
  LOGITS,
  /** No logits visible; from T̂ against the engine's bound on sequences. */
  ESTIMATED;

  /** {@code logits}; the empty string for {@link #UNKNOWN}. */
  public String label() {
    return this == UNKNOWN ? "" : name().toLowerCase(Locale.ROOT);
  }
}
