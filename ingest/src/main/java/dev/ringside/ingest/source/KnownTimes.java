package dev.ringside.ingest.source;

import java.util.Locale;

/** How much a source knows about when calls happened: from the best to nothing at all. */
public enum KnownTimes {
  /** Start and duration of each call, on a clock that gives the time of day. */
  EXACT,
  /**
   * Durations are measured; when a call started is only known roughly, such as from the time at
   * which its record was written.
   */
  DURATIONS,
  /** When calls were issued is known, how long they took is not. Durations are 0. */
  STARTS,
  /** The order of calls only: times are made up to keep it, and mean nothing. Durations are 0. */
  ORDER,
  /** Times contradict one another, so that neither times nor durations may be shown. */
  CONTRADICTORY;

  /** As {@code inspect} prints it: {@code exact}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
