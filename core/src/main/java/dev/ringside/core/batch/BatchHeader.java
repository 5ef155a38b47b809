package dev.ringside.core.batch;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All of a batch but its calls: enough to route it, to drop it as a duplicate and to advance time.
 *
 * <p>(agent, runId, rank, batchSequence) names a batch for good.
 *
 * @param deployment empty if none is declared
 * @param runId new at every start of the agent
 * @param batchSequence counts from 0 in (agent, runId, rank), without gaps
 * @param clock which clock the times are from, in the source's words
 * @param startUnitNs resolution of starts: 1, 100 or 1000 ns
 * @param durationUnitNs resolution of durations: 1, 100 or 1000 ns
 * @param endOfStream true on the rank's last batch of the run
 * @param runRanks all global ranks of this replica that the run publishes, where that is known (a
 *     replay), else empty
 * @param rejected events the agent refused since its previous batch, by reason
 * @param calls calls in the batch, at most {@link #MAX_CALLS}
 * @param firstStartNs earliest start, as {@link CallBatchDecoder} reconstructs it
 * @param lastEndNs latest end, as {@link CallBatchDecoder} reconstructs it
 */
public record BatchHeader(
    String deployment,
    int replica,
    int rank,
    String agent,
    String runId,
    String host,
    long batchSequence,
    String clock,
    int startUnitNs,
    int durationUnitNs,
    boolean endOfStream,
    List<Integer> runRanks,
    SortedMap<String, Long> rejected,
    int calls,
    long firstStartNs,
    long lastEndNs) {

  public static final int MAX_CALLS = 1_000_000;

  private static final Set<Integer> UNITS_NS = Set.of(1, 100, 1000);

  public BatchHeader {
    runRanks = List.copyOf(runRanks);
    rejected =
        rejected.isEmpty()
            ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>(rejected));
    require(replica >= 0, "replica", replica);
    require(rank >= 0, "rank", rank);
    require(batchSequence >= 0, "batch sequence", batchSequence);
    require(UNITS_NS.contains(startUnitNs), "start unit", startUnitNs);
    require(UNITS_NS.contains(durationUnitNs), "duration unit", durationUnitNs);
    require(calls >= 0 && calls <= MAX_CALLS, "number of calls", calls);
    rejected.forEach((reason, events) -> require(events >= 0, "rejected as " + reason, events));
    require(sum(calls, rejected) >= calls, "events rejected", sum(0, rejected));
  }

  private static void require(boolean holds, String what, long value) {
    if (!holds) {
      throw new IllegalArgumentException("a batch with %s %d".formatted(what, value));
    }
  }

  public BatchHeader of(int calls, long firstStartNs, long lastEndNs) {
    return new BatchHeader(
        deployment,
        replica,
        rank,
        agent,
        runId,
        host,
        batchSequence,
        clock,
        startUnitNs,
        durationUnitNs,
        endOfStream,
        runRanks,
        rejected,
        calls,
        firstStartNs,
        lastEndNs);
  }

  /** Calls and refused events: what this batch adds to the calls observed. */
  public long observed() {
    return sum(calls, rejected);
  }

  private static long sum(long calls, SortedMap<String, Long> rejected) {
    return rejected.isEmpty() ? calls : rejected.values().stream().reduce(calls, Math::addExact);
  }
}
