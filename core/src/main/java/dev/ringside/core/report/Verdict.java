package dev.ringside.core.report;

import java.util.Locale;

/** What a comparison of expected and observed came to. */
public enum Verdict {
  /** Nothing was expected, so nothing was held against it. */
  UNCHECKED,
  MATCH,
  /** Seen, but not as often, or not on every rank. */
  DEVIATION,
  /** Seen, and the model has no place for it. */
  UNEXPECTED,
  /** Expected, and never seen although it would have been visible. */
  MISSING,
  /** Too little was seen to say; never to be read as "ok". */
  INSUFFICIENT;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
