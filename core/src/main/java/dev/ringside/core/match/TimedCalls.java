package dev.ringside.core.match;

import java.util.Arrays;

/** Sizes and durations of one rank's calls in the order it made them, without an object a call. */
public final class TimedCalls {

  private long[] bytes = new long[64];
  private long[] durationNs = new long[64];
  private int size;

  /**
   * @param messageBytes nccl-tests size
   */
  public void add(long messageBytes, long nanoseconds) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * size);
      durationNs = Arrays.copyOf(durationNs, 2 * size);
    }
    bytes[size] = messageBytes;
    durationNs[size] = nanoseconds;
    size++;
  }

  public void addAll(TimedCalls other) {
    for (int i = 0; i < other.size; i++) {
      add(other.bytes[i], other.durationNs[i]);
    }
  }

  public int size() {
    return size;
  }

  public long bytes(int call) {
    return bytes[call];
  }

  public long durationNs(int call) {
    return durationNs[call];
  }

  /** Durations in seconds. */
  public double[] seconds() {
    return Arrays.stream(durationNs, 0, size).mapToDouble(ns -> ns * 1e-9).toArray();
  }

  /** Distinct message sizes, ascending. */
  public long[] sizes() {
    return Arrays.stream(bytes, 0, size).distinct().sorted().toArray();
  }

  /** True if both have as many calls, and the i-th of both moved as many bytes, for every i. */
  boolean matches(TimedCalls other) {
    return Arrays.equals(bytes, 0, size, other.bytes, 0, other.size);
  }
}
