package dev.ringside.ingest.inspect;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where each rank stands in the layout, as engines write it into the names of their traces: vLLM's
 * {@code dp0_pp1_tp0_dcp0_ep2_rank2.…} ({@code worker.py:_get_trace_name}), SGLang's {@code
 * …-TP-1-PP-2.…} ({@code scheduler_profiler_mixin.py}).
 */
final class RankCoordinates {

  private static final Pattern COORDINATE =
      Pattern.compile("(?<![a-z])(dcp|pcp|dp|pp|tp|ep)-?(\\d{1,9})(?!\\d)");

  private final SortedMap<Integer, SortedMap<String, Integer>> byRank = new TreeMap<>();

  /** Takes the coordinates in the name of a file of one rank; a second file may not contradict. */
  void add(Path file, int rank) {
    SortedMap<String, Integer> found = new TreeMap<>();
    Matcher name = COORDINATE.matcher(file.getFileName().toString().toLowerCase(Locale.ROOT));
    while (name.find()) {
      found.put(name.group(1), Integer.valueOf(name.group(2)));
    }
    byRank.merge(rank, found, (a, b) -> a.equals(b) ? a : Collections.emptySortedMap());
  }

  /**
   * The one coordinate in which {@code ranks} differ; empty if they differ in none or several, or
   * if one of them has none. Of an expert's coordinate nothing is said where another one differs,
   * because experts are spread over the ranks of both tensor and data.
   */
  Optional<String> onlyDifference(List<Integer> ranks) {
    Set<String> differing = new LinkedHashSet<>();
    Map<String, Integer> first = byRank.getOrDefault(ranks.get(0), Collections.emptySortedMap());
    for (int rank : ranks) {
      Map<String, Integer> other = byRank.getOrDefault(rank, Collections.emptySortedMap());
      if (other.isEmpty() || !other.keySet().equals(first.keySet())) {
        return Optional.empty();
      }
      other.forEach(
          (name, value) -> {
            if (!value.equals(first.get(name))) {
              differing.add(name);
            }
          });
    }
    if (differing.size() > 1) {
      differing.remove("ep");
      differing.remove("dcp");
    }
    return differing.size() == 1 ? differing.stream().findFirst() : Optional.empty();
  }
}
