package dev.ringside.ingest.replay;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.ingest.trace.RankTrace;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/** One rank's calls on their way out: cut into slices of bounded length, in time and in calls. */
final class RankStream {

  static final long SLICE_NS = 500_000_000L;
  static final int SLICE_CALLS = 10_000;

  /** Where a rank without calls stands in time: after all others. */
  private static final long IDLE_NS = Long.MAX_VALUE;

  private final RankTrace trace;
  private int nextRow;
  private long batches;

  RankStream(RankTrace trace) {
    this.trace = trace;
  }

  RankTrace trace() {
    return trace;
  }

  /** False once the end of the stream has been handed out. */
  boolean hasNext() {
    return nextRow < trace.calls().size() || batches == 0;
  }

  /** Start of the next slice's first call, in recorded time. */
  long nextStartNs() {
    return trace.calls().size() == 0 ? IDLE_NS : trace.calls().startNs(nextRow);
  }

  RecordedBatch next() {
    int from = nextRow;
    int to = sliceEnd();
    BatchHeader header = header(to);
    nextRow = to;
    batches++;
    return new RecordedBatch(header, trace.signatures(), trace.calls(), from, to);
  }

  private int sliceEnd() {
    CallColumns calls = trace.calls();
    int to = nextRow;
    while (to < calls.size()
        && to - nextRow < SLICE_CALLS
        && calls.startNs(to) - calls.startNs(nextRow) < SLICE_NS) {
      to++;
    }
    return to;
  }

  /**
   * Damaged events ride on a rank's first batch, so that they count even if a replay is stopped.
   */
  private BatchHeader header(int to) {
    SortedMap<String, Long> rejected =
        batches == 0 ? trace.rejected() : Collections.emptySortedMap();
    return new BatchHeader(
        "",
        0,
        trace.rank(),
        "",
        "",
        trace.host(),
        batches,
        "recorded",
        1,
        1,
        to == trace.calls().size(),
        List.of(),
        rejected,
        0,
        nextStartNs(),
        nextStartNs());
  }
}
