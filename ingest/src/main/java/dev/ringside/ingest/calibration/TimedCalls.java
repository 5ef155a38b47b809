package dev.ringside.ingest.calibration;

import java.util.Arrays;
import java.util.List;

/** Sizes and durations of calls in the order they were made, without an object a call. */
final class TimedCalls {

  private long[] bytes = new long[64];
  private long[] durationNs = new long[64];
  private int size;

  /**
   * @param messageBytes nccl-tests size
   */
  void add(long messageBytes, long nanoseconds) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * size);
      durationNs = Arrays.copyOf(durationNs, 2 * size);
    }
    bytes[size] = messageBytes;
    durationNs[size] = nanoseconds;
    size++;
  }

  void addAll(TimedCalls other) {
    for (int i = 0; i < other.size; i++) {
      add(other.bytes[i], other.durationNs[i]);
    }
  }

  int size() {
    return size;
  }

  long bytes(int call) {
    return bytes[call];
  }

  /** Seconds of each call. */
  double[] seconds() {
    return Arrays.stream(durationNs, 0, size).mapToDouble(ns -> ns * 1e-9).toArray();
  }

  long[] sizes() {
    return Arrays.stream(bytes, 0, size).distinct().sorted().toArray();
  }

  /** True if the i-th call of both moved as much, for every i: they are the same calls. */
  boolean isTwinOf(TimedCalls other) {
    return Arrays.equals(bytes, 0, size, other.bytes, 0, other.size);
  }

  /** Each call as its last arriver saw it: the least duration of all ranks. */
  static TimedCalls leastOf(List<TimedCalls> ranks) {
    TimedCalls least = new TimedCalls();
    TimedCalls first = ranks.get(0);
    for (int call = 0; call < first.size; call++) {
      long duration = Long.MAX_VALUE;
      for (TimedCalls rank : ranks) {
        duration = Math.min(duration, rank.durationNs[call]);
      }
      least.add(first.bytes[call], duration);
    }
    return least;
  }
}
