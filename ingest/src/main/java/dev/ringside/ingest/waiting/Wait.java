package dev.ringside.ingest.waiting;

import java.util.List;

/**
 * Ranks that stand open at one call, and those that are not as far.
 *
 * @param behind empty if all are there: then no rank is behind and something else holds the call
 */
record Wait(
    GroupStandings group,
    long sequence,
    String collective,
    List<Integer> there,
    List<Integer> behind) {

  Wait {
    there = List.copyOf(there);
    behind = List.copyOf(behind);
  }

  /** {@code all_to_all 45265 of group 72 (EXPERT)}. */
  String call() {
    return "%s %,d of group %s".formatted(collective, sequence, group.title());
  }
}
