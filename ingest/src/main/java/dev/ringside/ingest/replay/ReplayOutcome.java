package dev.ringside.ingest.replay;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a replay published.
 *
 * @param batches handed over
 * @param acknowledged of those, the batches known to have arrived
 * @param bytes of all batches, before compression
 * @param ranks by global rank
 * @param completed false if it was stopped before its end; the last batches of ranks are missing
 */
public record ReplayOutcome(
    String runId,
    long batches,
    long acknowledged,
    long calls,
    long bytes,
    SortedMap<Integer, RankOutcome> ranks,
    boolean completed) {

  /** One rank's share. */
  public record RankOutcome(long batches, long calls) {

    RankOutcome plus(long callsOfABatch) {
      return new RankOutcome(batches + 1, calls + callsOfABatch);
    }
  }

  public ReplayOutcome {
    ranks = Collections.unmodifiableSortedMap(new TreeMap<>(ranks));
  }
}
