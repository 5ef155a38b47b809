package dev.ringside.core.observation;

import dev.ringside.core.series.SeriesKey;
import dev.ringside.core.series.SeriesTotal;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.statistics.ExponentialHistogram;

/** A {@link SeriesTotal} that grows. Not thread-safe. */
final class RunningSeries {

  private final SeriesKey key;
  private final CallTally tally;
  private long bytes;
  private long wireBytes;
  private boolean checked;
  private long expectedCalls;
  private long expectedBytes;
  private long expectedWireBytes;

  RunningSeries(SeriesKey key) {
    this.key = key;
    this.tally = new CallTally();
  }

  /** Goes on from {@code total}; takes its histogram over. */
  RunningSeries(SeriesTotal total) {
    key = total.key();
    tally = new CallTally(total.calls(), total.durationNs(), total.durations());
    bytes = total.bytes();
    wireBytes = total.wireBytes();
    checked = total.checked();
    expectedCalls = total.expectedCalls();
    expectedBytes = total.expectedBytes();
    expectedWireBytes = total.expectedWireBytes();
  }

  void observe(CallTally more, long moreBytes) {
    tally.merge(more);
    bytes += moreBytes;
  }

  void addWireBytes(long more) {
    wireBytes += more;
  }

  void expect(long calls, long moreBytes, long moreWireBytes) {
    checked = true;
    expectedCalls += calls;
    expectedBytes += moreBytes;
    expectedWireBytes += moreWireBytes;
  }

  /** Marks the observed calls as compared with a model. */
  void check() {
    checked = true;
  }

  /** The total now, its histogram a copy. */
  SeriesTotal total() {
    ExponentialHistogram durations = tally.durations().copy();
    return new SeriesTotal(
        key,
        tally.calls(),
        bytes,
        wireBytes,
        tally.durationNs(),
        durations,
        checked,
        expectedCalls,
        expectedBytes,
        expectedWireBytes);
  }
}
