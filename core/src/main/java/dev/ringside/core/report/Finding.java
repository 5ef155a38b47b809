package dev.ringside.core.report;

import dev.ringside.core.parallelism.Parallelism;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Something a person should read: what was seen, where, and the evidence for it.
 *
 * @param kind stable snake_case word for scripts, the label of a {@link FindingKind} unless it is
 *     of a newer release
 * @param ranks the ranks it concerns, empty for all
 * @param text one sentence
 * @param evidence figures the sentence rests on
 * @param cause whose fault, since when, and what to do
 */
public record Finding(
    String kind,
    Severity severity,
    Parallelism parallelism,
    List<Integer> ranks,
    String text,
    SortedMap<String, String> evidence,
    Cause cause) {

  /** How much it matters to the person on call. */
  public enum Severity {
    UNKNOWN,
    INFO,
    WARNING,
    CRITICAL;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Finding {
    ranks = List.copyOf(ranks);
    evidence = Collections.unmodifiableSortedMap(new TreeMap<>(evidence));
  }

  /** A finding of which only the sentence and its figures are known. */
  public Finding(
      String kind,
      Severity severity,
      Parallelism parallelism,
      List<Integer> ranks,
      String text,
      SortedMap<String, String> evidence) {
    this(kind, severity, parallelism, ranks, text, evidence, Cause.NONE);
  }

  public Finding withSeverity(Severity other) {
    return new Finding(kind, other, parallelism, ranks, text, evidence, cause);
  }

  public Finding in(Parallelism other) {
    return new Finding(kind, severity, other, ranks, text, evidence, cause);
  }

  public Finding ofRanks(List<Integer> others) {
    return new Finding(kind, severity, parallelism, others, text, evidence, cause);
  }

  /** The same with one more figure as evidence. */
  public Finding with(String name, Object figure) {
    SortedMap<String, String> more = new TreeMap<>(evidence);
    more.put(name, String.valueOf(figure));
    return new Finding(kind, severity, parallelism, ranks, text, more, cause);
  }

  /** The same, worded otherwise. */
  public Finding worded(String other) {
    return new Finding(kind, severity, parallelism, ranks, other, evidence, cause);
  }

  /** The same, and whose fault it is. */
  public Finding by(Culprit culprit) {
    return because(cause.by(culprit));
  }

  /** The same, begun at this event time, nanoseconds since 1970. */
  public Finding since(long ns) {
    return because(cause.since(ns));
  }

  /** The same, last seen at this event time, nanoseconds since 1970. */
  public Finding until(long ns) {
    return because(cause.until(ns));
  }

  /** The same with what to do. */
  public Finding advising(String suggestion) {
    return because(cause.advising(suggestion));
  }

  private Finding because(Cause other) {
    return new Finding(kind, severity, parallelism, ranks, text, evidence, other);
  }
}
