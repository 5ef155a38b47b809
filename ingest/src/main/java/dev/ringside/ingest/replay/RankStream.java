package dev.ringside.ingest.replay;

import dev.ringside.core.collective.CallColumns;
import dev.ringside.ingest.replay.ReplayOutcome.RankOutcome;
import dev.ringside.ingest.trace.RankTrace;

/** One rank's calls on their way out: cut into slices of bounded length, in time and in calls. */
final class RankStream {

  static final long SLICE_NS = 500_000_000L;
  static final int SLICE_CALLS = 10_000;

  private final RankTrace trace;
  private final long idleNs;
  private int nextRow;
  private long batches;

  /**
   * @param idleNs where a rank without calls stands in time
   */
  RankStream(RankTrace trace, long idleNs) {
    this.trace = trace;
    this.idleNs = idleNs;
  }

  RankTrace trace() {
    return trace;
  }

  /** False once the end of the stream has been published. */
  boolean hasNext() {
    return nextRow < trace.calls().size() || batches == 0;
  }

  /** Start of the next slice's first call, in recorded time. */
  long nextStartNs() {
    return trace.calls().size() == 0 ? idleNs : trace.calls().startNs(nextRow);
  }

  int from() {
    return nextRow;
  }

  /** End of the next slice, exclusive. */
  int to() {
    CallColumns calls = trace.calls();
    int to = nextRow;
    while (to < calls.size()
        && to - nextRow < SLICE_CALLS
        && calls.startNs(to) - calls.startNs(nextRow) < SLICE_NS) {
      to++;
    }
    return to;
  }

  boolean isLast(int to) {
    return to == trace.calls().size();
  }

  long batchSequence() {
    return batches;
  }

  void published(int to) {
    nextRow = to;
    batches++;
  }

  RankOutcome outcome() {
    return new RankOutcome(batches, nextRow);
  }
}
