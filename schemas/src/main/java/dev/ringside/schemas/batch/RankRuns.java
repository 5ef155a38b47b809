package dev.ringside.schemas.batch;

import dev.ringside.core.bound.Bound;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import java.util.ArrayList;
import java.util.List;

/**
 * The ranks of a group as runs of equal steps: threes of first rank, step and count, one after
 * another. Groups are grids of ranks, so one run or a few say what thousands of numbers would say
 * in every batch: 4,096 ranks take 5 bytes in place of 8 KiB.
 */
final class RankRuns {

  private static final int NUMBERS_A_RUN = 3;

  private RankRuns() {}

  /**
   * The runs of ranks in ascending order; empty where the list itself is not longer than its runs.
   */
  static List<Integer> of(List<Integer> ranks) {
    List<Integer> runs = new ArrayList<>();
    int from = 0;
    while (from < ranks.size()) {
      int to = endOfRun(ranks, from);
      runs.add(ranks.get(from));
      runs.add(to - from == 1 ? 1 : ranks.get(from + 1) - ranks.get(from));
      runs.add(to - from);
      from = to;
    }
    return runs.size() < ranks.size() ? runs : List.of();
  }

  private static int endOfRun(List<Integer> ranks, int from) {
    int to = from + 1;
    while (to < ranks.size()
        && ranks.get(to) > ranks.get(from)
        && ranks.get(to) - ranks.get(to - 1) == ranks.get(from + 1) - ranks.get(from)) {
      to++;
    }
    return to;
  }

  /**
   * The ranks that {@code runs} stand for.
   *
   * @param listed ranks of the batch's communicators before this one; with these they may be at
   *     most {@link Bound#COMMUNICATOR_RANKS}, checked before they are made
   */
  static List<Integer> ranks(List<Integer> runs, long listed, WireReader in)
      throws MalformedRecordException {
    if (runs.size() % NUMBERS_A_RUN != 0) {
      throw in.badValue("runs of ranks in %d numbers, which are no threes".formatted(runs.size()));
    }
    List<Integer> ranks = new ArrayList<>();
    for (int at = 0; at < runs.size(); at += NUMBERS_A_RUN) {
      long first = runs.get(at);
      long step = runs.get(at + 1);
      long count = runs.get(at + 2);
      if (first < 0 || step < 1 || count < 1) {
        throw in.badValue("a run of %d ranks from %d by %d".formatted(count, first, step));
      }
      in.require(Bound.COMMUNICATOR_RANKS, listed + ranks.size() + count);
      in.require(Bound.RANK_NUMBER, first + step * (count - 1));
      for (long i = 0; i < count; i++) {
        ranks.add((int) (first + step * i));
      }
    }
    return ranks;
  }
}
