package dev.ringside.core.report;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a comparison of expected and observed came to, and its words for a person. */
public enum Verdict {
  /** Nothing was expected, so nothing was held against it. */
  UNCHECKED("observed only, compared with nothing"),
  MATCH("what was seen is what the model must communicate"),
  /**
   * Seen as often as it must be, by calls of which the source tells no size, element type or phase:
   * these were not compared.
   */
  MATCH_BY_COUNT(
      "as many calls as the model must make, but not all of their sizes, element types or phases"
          + " are known, and what is not known was not compared"),
  /** Seen, but not as often, or not on every rank. */
  DEVIATION(Verdict.DIFFERENCE),
  /** Seen, and the model has no place for it. */
  UNEXPECTED(Verdict.DIFFERENCE),
  /** Expected, and never seen although it would have been visible. */
  MISSING(Verdict.DIFFERENCE),
  /** Carried by another library than those that are watched, as planned: not compared. */
  ELSEWHERE("carried by another library than those that are watched, as planned"),
  /** Too little was seen to say; never to be read as "ok". */
  INSUFFICIENT("too little was seen for a verdict; this does not mean \"ok\""),
  /** Live agents say that no call was made, or none but the engine's own coordination. */
  IDLE("its agents report, and no pass was made"),
  /** Nothing comes from live agents any longer, not even that nothing happens. */
  GONE("nothing comes from its agents any longer"),
  /** Live agents report, and ranks stand still at a call that does not end. */
  HUNG("its agents report, and its ranks stand still at a call that does not end"),
  /** Live agents report and see nothing of some ranks, while others make calls. */
  DEAF("its agents report, and nothing is seen of some ranks while others make calls");

  private static final String DIFFERENCE = "%d of %d rows are not what the model must communicate";

  private static final List<Verdict> WORST_FIRST =
      List.of(
          GONE,
          HUNG,
          DEAF,
          INSUFFICIENT,
          DEVIATION,
          UNEXPECTED,
          MISSING,
          MATCH_BY_COUNT,
          MATCH,
          ELSEWHERE,
          IDLE,
          UNCHECKED);

  private final String sentence;

  Verdict(String sentence) {
    this.sentence = sentence;
  }

  /** The stable word for scripts: {@code insufficient}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The same for people: {@code match by count}. */
  public String words() {
    return label().replace('_', ' ');
  }

  /** True if expected and observed agree as far as they were compared. */
  public boolean isAgreement() {
    return this == MATCH || this == MATCH_BY_COUNT;
  }

  /** What the verdict on these rows means, in words that follow its label and a colon. */
  public String because(Collection<ReportRow> rows) {
    long off = rows.stream().filter(row -> row.verdict().isDifference()).count();
    String said = String.format(Locale.ROOT, sentence, off, rows.size());
    long elsewhere = rows.stream().filter(row -> row.verdict() == ELSEWHERE).count();
    return elsewhere == 0 || !isAgreement()
        ? said
        : "%s; %d of %d rows are carried elsewhere, as planned, and were not compared"
            .formatted(said, elsewhere, rows.size());
  }

  /** True if observed and expected differ. */
  public boolean isDifference() {
    return this == DEVIATION || this == UNEXPECTED || this == MISSING;
  }

  /**
   * The verdict of several parts together: insufficient if one is, else what differs, else match by
   * count if one is, else match if anything was checked; unchecked if there are none.
   */
  public static Verdict worst(Collection<Verdict> parts) {
    return parts.stream().min(Comparator.comparing(WORST_FIRST::indexOf)).orElse(UNCHECKED);
  }
}
