package dev.ringside.core.batch;

import java.util.List;
import java.util.SortedMap;

/**
 * All of a batch but its calls: enough to route it, to drop it as a duplicate and to advance time.
 *
 * <p>(agent, runId, rank, batchSequence) names a batch for good.
 *
 * @param batchSequence counts from 0 in (agent, runId, rank), without gaps
 * @param endOfStream true on the rank's last batch of the run
 */
public record BatchHeader(
    BatchOrigin origin,
    BatchUnits units,
    long batchSequence,
    boolean endOfStream,
    BatchContents contents) {

  public BatchHeader {
    require(batchSequence >= 0, "batch sequence", batchSequence);
  }

  static void require(boolean holds, String what, long value) {
    if (!holds) {
      throw new IllegalArgumentException("a batch with %s %d".formatted(what, value));
    }
  }

  public BatchHeader in(BatchUnits other) {
    return new BatchHeader(origin, other, batchSequence, endOfStream, contents);
  }

  public BatchHeader numbered(long sequence) {
    return new BatchHeader(origin, units, sequence, endOfStream, contents);
  }

  public BatchHeader ending(boolean ends) {
    return new BatchHeader(origin, units, batchSequence, ends, contents);
  }

  public BatchHeader holding(BatchContents other) {
    return new BatchHeader(origin, units, batchSequence, endOfStream, other);
  }

  /** With other calls; the refused events stay. */
  public BatchHeader holding(int calls, long firstStartNs, long lastEndNs) {
    return holding(new BatchContents(rejected(), calls, firstStartNs, lastEndNs));
  }

  public String deployment() {
    return origin.deployment();
  }

  public int replica() {
    return origin.replica();
  }

  public int rank() {
    return origin.rank();
  }

  public String agent() {
    return origin.agent();
  }

  public String runId() {
    return origin.runId();
  }

  public String host() {
    return origin.host();
  }

  public List<Integer> runRanks() {
    return origin.runRanks();
  }

  public String clock() {
    return units.clock();
  }

  public int startUnitNs() {
    return units.startNs();
  }

  public int durationUnitNs() {
    return units.durationNs();
  }

  public SortedMap<String, Long> rejected() {
    return contents.rejected();
  }

  public int calls() {
    return contents.calls();
  }

  public long firstStartNs() {
    return contents.firstStartNs();
  }

  public long lastEndNs() {
    return contents.lastEndNs();
  }
}
