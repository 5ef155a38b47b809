package dev.ringside.core.fabric;

import java.util.Locale;

/** How far a figure can be trusted, best first. */
public enum Confidence {
  /** Fitted to calls observed on this very fabric. */
  CALIBRATED,
  /** Fitted to somebody's published measurement on hardware of this kind. */
  MEASURED,
  /** A library's own tables, made to choose between algorithms rather than to predict. */
  PRIOR,
  /** Derived or guessed from neighbours. */
  ESTIMATE;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
