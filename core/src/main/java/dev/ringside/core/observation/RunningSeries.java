package dev.ringside.core.observation;

import dev.ringside.core.series.SeriesKey;
import dev.ringside.core.series.SeriesTotal;
import dev.ringside.core.series.Timing;
import dev.ringside.core.series.Traffic;
import dev.ringside.core.statistics.CallTally;
import java.util.Optional;

/** A {@link SeriesTotal} that grows. Not thread-safe. */
final class RunningSeries {

  private final SeriesKey key;
  private final CallTally tally;
  private long bytes;
  private long wireBytes;
  private boolean checked;
  private Traffic expected;

  RunningSeries(SeriesKey key) {
    this.key = key;
    this.tally = new CallTally();
    this.expected = Traffic.NONE;
  }

  /** Goes on from {@code total}; takes its histogram over. */
  RunningSeries(SeriesTotal total) {
    key = total.key();
    tally = new CallTally(total.calls(), total.timing().sumNs(), total.durations());
    bytes = total.observed().bytes();
    wireBytes = total.observed().wireBytes();
    checked = total.expected().isPresent();
    expected = total.expected().orElse(Traffic.NONE);
  }

  void observe(CallTally more, long moreBytes) {
    tally.merge(more);
    bytes = Traffic.sum(bytes, moreBytes);
  }

  void addWireBytes(long more) {
    wireBytes = Traffic.sum(wireBytes, more);
  }

  void expect(Traffic more) {
    checked = true;
    expected = expected.plus(more);
  }

  /** Marks the observed calls as compared with a model. */
  void check() {
    checked = true;
  }

  /** The total now, its histogram a copy. */
  SeriesTotal total() {
    return new SeriesTotal(
        key,
        new Traffic(tally.calls(), bytes, wireBytes),
        new Timing(tally.durationNs(), tally.durations().copy()),
        checked ? Optional.of(expected) : Optional.empty());
  }
}
