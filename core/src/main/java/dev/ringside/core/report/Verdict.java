package dev.ringside.core.report;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
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

  private static final List<Verdict> WORST_FIRST =
      List.of(INSUFFICIENT, DEVIATION, UNEXPECTED, MISSING, MATCH, UNCHECKED);

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** True if observed and expected differ. */
  public boolean isDifference() {
    return this == DEVIATION || this == UNEXPECTED || this == MISSING;
  }

  /**
   * The verdict of several parts together: insufficient if one is, else what differs, else match if
   * anything was checked; unchecked if there are none.
   */
  public static Verdict worst(Collection<Verdict> parts) {
    return parts.stream().min(Comparator.comparing(WORST_FIRST::indexOf)).orElse(UNCHECKED);
  }
}
