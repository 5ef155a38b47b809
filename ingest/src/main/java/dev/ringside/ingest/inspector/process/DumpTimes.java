package dev.ringside.ingest.inspector.process;

import dev.ringside.core.batch.CallColumns;

/**
 * Gives times to calls of which only duration, order and the time of the dump are known.
 *
 * <p>Law: calls of one communicator follow one another and all ended before their line was written,
 * so each ends when the next one starts or when its line was written, whichever is earlier. Order
 * and durations are kept; the error is up to the interval of dumps.
 *
 * <p>Bound: {@value #MOST} calls are laid out together.
 */
final class DumpTimes {

  private static final int MOST = 8192;

  private final CallColumns waiting = new CallColumns();
  private final long[] starts = new long[MOST];
  private int communicator;
  private long lastEndNs;

  /**
   * Takes one call; those before it go to {@code done} if they are of another communicator.
   *
   * @param stampNs when the line was written
   */
  void add(
      int communicator, int kind, long stampNs, long durationNs, long sequence, CallColumns done) {
    if (communicator != this.communicator || waiting.size() == MOST) {
      settle(done);
      if (communicator != this.communicator) {
        this.communicator = communicator;
        lastEndNs = Long.MIN_VALUE;
      }
    }
    waiting.add(kind, stampNs, durationNs, sequence);
  }

  int waiting() {
    return waiting.size();
  }

  /** Lays out what waits. */
  void settle(CallColumns done) {
    long next = Long.MAX_VALUE;
    for (int row = waiting.size() - 1; row >= 0; row--) {
      next = Math.min(waiting.startNs(row), next) - waiting.durationNs(row);
      starts[row] = next;
    }
    for (int row = 0; row < waiting.size(); row++) {
      long start = Math.max(starts[row], Math.min(lastEndNs, waiting.startNs(row)));
      lastEndNs = start + waiting.durationNs(row);
      done.add(waiting.signature(row), start, waiting.durationNs(row), waiting.sequence(row));
    }
    waiting.clear();
  }
}
