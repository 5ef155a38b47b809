package dev.ringside.core.batch;

import dev.ringside.core.bound.Bound;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a batch brings, in numbers.
 *
 * @param rejected events the agent refused since its previous batch, by reason
 * @param calls calls in the batch
 * @param firstStartNs earliest start, as a reader of the batch reconstructs it
 * @param lastEndNs latest end, as a reader of the batch reconstructs it
 */
public record BatchContents(
    SortedMap<String, Long> rejected, int calls, long firstStartNs, long lastEndNs) {

  /** In the year 2116: times are within so much of the epoch, so that differences are exact. */
  private static final long END_OF_TIME_NS = 1L << 62;

  private static final long NS_PER_SECOND = 1_000_000_000;

  public BatchContents {
    rejected =
        rejected.isEmpty()
            ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>(rejected));
    BatchHeader.require(calls >= 0, "number of calls", calls);
    Bound.CALLS.require(calls, "batch");
    Bound.REASONS.require(rejected.size(), "rejected");
    rejected.forEach(BatchContents::requireReason);
    Bound.REJECTED_EVENTS.require(sum(0, rejected), "rejected");
    if (calls > 0) {
      requireSpan(firstStartNs, lastEndNs);
    }
  }

  private static void requireReason(String reason, long events) {
    Bound.REASON_BYTES.require(reason, "rejected");
    BatchHeader.require(events >= 0, "rejected as " + reason, events);
    Bound.REJECTED_EVENTS.require(events, "rejected");
  }

  private static void requireSpan(long firstStartNs, long lastEndNs) {
    BatchHeader.require(lastEndNs >= firstStartNs, "last end before first start", lastEndNs);
    BatchHeader.require(firstStartNs >= -END_OF_TIME_NS, "first start", firstStartNs);
    BatchHeader.require(lastEndNs <= END_OF_TIME_NS, "last end", lastEndNs);
    long mostEndNs = firstStartNs + Bound.BATCH_SECONDS.most() * NS_PER_SECOND;
    if (lastEndNs > mostEndNs && mostEndNs > firstStartNs) {
      long seconds = lastEndNs / NS_PER_SECOND - firstStartNs / NS_PER_SECOND;
      Bound.BATCH_SECONDS.require(Math.max(seconds, Bound.BATCH_SECONDS.most() + 1), "batch");
    }
  }

  /** Calls and refused events: what this batch adds to the calls observed. */
  public long observed() {
    return sum(calls, rejected);
  }

  private static long sum(long calls, SortedMap<String, Long> rejected) {
    return rejected.isEmpty() ? calls : rejected.values().stream().reduce(calls, Math::addExact);
  }
}
