package dev.ringside.core.fabric;

import java.util.Locale;

/** How far a figure can be trusted, from best to worst. */
public enum Confidence {
  /** Fitted to calls observed on the same fabric. */
  CALIBRATED,
  /** Fitted to a published measurement on hardware of this kind. */
  MEASURED,
  /** A library's own tables, made to choose between algorithms rather than to predict. */
  PRIOR,
  /** Derived from similar paths. */
  ESTIMATE,
  /** Read in an older release than the deployment has. */
  UNVERIFIED;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
