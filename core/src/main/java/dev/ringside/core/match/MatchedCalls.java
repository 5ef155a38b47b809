package dev.ringside.core.match;

import dev.ringside.core.parallelism.CommGroup;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The calls of one group, matched by position: the i-th call of each rank is the same collective.
 *
 * <p>A rank that arrives early waits in the call for the last one, so the call lasts longer on it.
 * With d_r the duration on rank r, the last rank to arrive has min d, and rank r waited d_r − min
 * d. Only durations are compared, never the clocks of two ranks.
 *
 * <p>Memory: two longs for each call of each rank.
 */
public final class MatchedCalls {

  private final SortedMap<Integer, TimedCalls> byRank;
  private final TimedCalls least;

  private MatchedCalls(SortedMap<Integer, TimedCalls> byRank) {
    this.byRank = byRank;
    this.least = leastOf(byRank.values());
  }

  /**
   * Empty unless every rank of the group was recorded, no other rank was, and all made as many
   * calls of the same sizes in the same order: a position proves nothing if one rank's calls have a
   * gap.
   */
  public static Optional<MatchedCalls> of(CommGroup group, Map<Integer, TimedCalls> byRank) {
    boolean whole =
        !group.ranks().isEmpty()
            && byRank.size() == group.ranks().size()
            && byRank.keySet().containsAll(group.ranks());
    if (!whole) {
      return Optional.empty();
    }
    SortedMap<Integer, TimedCalls> ranks = new TreeMap<>(byRank);
    TimedCalls first = ranks.get(ranks.firstKey());
    return ranks.values().stream().allMatch(first::matches)
        ? Optional.of(new MatchedCalls(ranks))
        : Optional.empty();
  }

  private static TimedCalls leastOf(Collection<TimedCalls> ranks) {
    TimedCalls least = new TimedCalls();
    TimedCalls first = ranks.iterator().next();
    for (int call = 0; call < first.size(); call++) {
      long duration = Long.MAX_VALUE;
      for (TimedCalls rank : ranks) {
        duration = Math.min(duration, rank.durationNs(call));
      }
      least.add(first.bytes(call), duration);
    }
    return least;
  }

  /** Each call once, with min d: the duration on the last rank to arrive. */
  public TimedCalls least() {
    return least;
  }

  /** d_r − min d: how long {@code rank} waited in a call for the last rank to arrive. */
  public long waitingNs(int rank, int call) {
    return byRank.get(rank).durationNs(call) - least.durationNs(call);
  }
}
