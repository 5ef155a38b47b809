package dev.ringside.exporter.budget;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Shares a bounded number of series out among replicas.
 *
 * <p>Every replica keeps one slot for its rest; what is left goes round and round, one series a
 * replica a turn, so that a large deployment cannot starve a small one. With more replicas than
 * slots, the last ones in order share one slot.
 *
 * <p>Law: a share depends on what exists and on nothing else, neither on arrival nor on history, so
 * a restarted exporter shares alike. A new series or replica never enlarges another one's share, so
 * what is in a rest stays there, and the sums of rests never fall.
 *
 * @param shown replicas that have labels of their own, the first in order
 * @param detailed for each shown replica, how many of its series have labels of their own
 */
record SeriesBudget(int shown, List<Integer> detailed) {

  /** Shares {@code slots} among replicas that have {@code wanted} series each. */
  static SeriesBudget share(int slots, List<Integer> wanted) {
    int replicas = wanted.size();
    if (replicas > slots) {
      return new SeriesBudget(slots - 1, Collections.nCopies(slots - 1, 0));
    }
    int[] detailed = new int[replicas];
    int left = slots - replicas;
    boolean granted = true;
    for (int turn = 0; granted && left > 0; turn++) {
      granted = false;
      for (int i = 0; i < replicas && left > 0; i++) {
        if (wanted.get(i) > turn) {
          detailed[i]++;
          left--;
          granted = true;
        }
      }
    }
    return new SeriesBudget(replicas, Arrays.stream(detailed).boxed().toList());
  }
}
