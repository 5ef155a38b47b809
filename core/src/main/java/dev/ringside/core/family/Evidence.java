package dev.ringside.core.family;

import java.util.Locale;

/** What the expected calls of a family rest on, from best to worst. */
public enum Evidence {
  /** Counted in a run of the engine. */
  RECORDED,
  /** Read in the engine's code. */
  READ,
  /** Concluded from code that was read in part, or of another release. */
  INFERRED,
  /** The family is not known on this engine: modelled as a common transformer of its dimensions. */
  ASSUMED,
  /** The description names no family: modelled as a common transformer of its dimensions. */
  UNSTATED;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** True if the engine's code, or a run of it, was looked at. */
  public boolean isSeen() {
    return this == RECORDED || this == READ;
  }
}
