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
 */
public record Finding(
    String kind,
    Severity severity,
    Parallelism parallelism,
    List<Integer> ranks,
    String text,
    SortedMap<String, String> evidence) {

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

  public Finding withSeverity(Severity other) {
    return new Finding(kind, other, parallelism, ranks, text, evidence);
  }

  public Finding in(Parallelism other) {
    return new Finding(kind, severity, other, ranks, text, evidence);
  }

  public Finding ofRanks(List<Integer> others) {
    return new Finding(kind, severity, parallelism, others, text, evidence);
  }

  /** The same with one more figure as evidence. */
  public Finding with(String name, Object figure) {
    SortedMap<String, String> more = new TreeMap<>(evidence);
    more.put(name, String.valueOf(figure));
    return new Finding(kind, severity, parallelism, ranks, text, more);
  }
}
