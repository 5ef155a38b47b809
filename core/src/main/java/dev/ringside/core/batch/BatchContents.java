package dev.ringside.core.batch;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a batch brings, in numbers.
 *
 * @param rejected events the agent refused since its previous batch, by reason
 * @param calls calls in the batch, at most {@link BatchHeader#MAX_CALLS}
 * @param firstStartNs earliest start, as a reader of the batch reconstructs it
 * @param lastEndNs latest end, as a reader of the batch reconstructs it
 */
public record BatchContents(
    SortedMap<String, Long> rejected, int calls, long firstStartNs, long lastEndNs) {

  public BatchContents {
    rejected =
        rejected.isEmpty()
            ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>(rejected));
    BatchHeader.require(calls >= 0 && calls <= BatchHeader.MAX_CALLS, "number of calls", calls);
    rejected.forEach(
        (reason, events) -> BatchHeader.require(events >= 0, "rejected as " + reason, events));
    BatchHeader.require(sum(calls, rejected) >= calls, "events rejected", sum(0, rejected));
  }

  /** Calls and refused events: what this batch adds to the calls observed. */
  public long observed() {
    return sum(calls, rejected);
  }

  private static long sum(long calls, SortedMap<String, Long> rejected) {
    return rejected.isEmpty() ? calls : rejected.values().stream().reduce(calls, Math::addExact);
  }
}
