package dev.ringside.core.finding;

import java.util.Locale;

/** Where a finding is in its life. */
public enum FindingState {
  UNKNOWN,
  /** Said for the first time, or again after it was over. */
  OPEN,
  /** Still so. */
  UPDATED,
  /** Looked for and not seen any more. */
  RESOLVED;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
