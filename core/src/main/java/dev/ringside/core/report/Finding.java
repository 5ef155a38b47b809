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
 * @param kind stable snake_case word for scripts: {@code engine_mismatch}, {@code not_visible} …
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

  /** How much it matters to the engineer on call. */
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
}
