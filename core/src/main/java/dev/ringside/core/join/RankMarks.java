package dev.ringside.core.join;

import java.util.TreeMap;

/**
 * The marks of many ranks, of which the least is asked for after each batch: a rank's mark may move
 * at any time, in the time that the logarithm of their number takes. Not thread-safe.
 */
final class RankMarks {

  private final TreeMap<Long, Integer> ranksAt = new TreeMap<>();

  void add(long markNs) {
    ranksAt.merge(markNs, 1, Integer::sum);
  }

  /** The mark of a rank that was added is now {@code toNs}. */
  void move(long fromNs, long toNs) {
    if (fromNs != toNs) {
      ranksAt.compute(fromNs, (mark, ranks) -> ranks == null || ranks == 1 ? null : ranks - 1);
      add(toNs);
    }
  }

  /** The least of all times if there is no rank. */
  long leastNs() {
    return ranksAt.isEmpty() ? Long.MIN_VALUE : ranksAt.firstKey();
  }
}
