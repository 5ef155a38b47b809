package dev.ringside.core.statistics;

/**
 * How many calls, how long together, how their durations spread. Mergeable: merging equals tallying
 * all calls in one. A sum of durations stops at 292 years. Not thread-safe.
 */
public final class CallTally {

  private long calls;
  private long durationNs;
  private final ExponentialHistogram durations;

  public CallTally() {
    this(0, 0, new ExponentialHistogram());
  }

  public CallTally(long calls, long durationNs, ExponentialHistogram durations) {
    this.calls = calls;
    this.durationNs = durationNs;
    this.durations = durations;
  }

  public void add(long callDurationNs) {
    calls++;
    durationNs += callDurationNs;
    durations.record(callDurationNs);
  }

  /** Adds the calls that lasted {@code callDurationsNs}, {@code from} to {@code to} (exclusive). */
  public void addAll(long[] callDurationsNs, int from, int to) {
    durations.recordAll(callDurationsNs, from, to);
    long sum = 0;
    for (int row = from; row < to; row++) {
      sum += callDurationsNs[row];
    }
    addSums(to - from, sum);
  }

  public void merge(CallTally other) {
    addSums(other.calls, other.durationNs);
    durations.merge(other.durations);
  }

  /** Adds calls whose durations are entered in {@link #durations} apart. */
  void addSums(long moreCalls, long moreDurationNs) {
    calls += moreCalls;
    durationNs =
        moreDurationNs > Long.MAX_VALUE - durationNs ? Long.MAX_VALUE : durationNs + moreDurationNs;
  }

  /** Forgets all calls and keeps the memory. */
  public void clear() {
    calls = 0;
    durationNs = 0;
    durations.clear();
  }

  public CallTally copy() {
    return new CallTally(calls, durationNs, durations.copy());
  }

  public long calls() {
    return calls;
  }

  /** Sum of durations in nanoseconds, waiting for other ranks included. */
  public long durationNs() {
    return durationNs;
  }

  /** Durations in nanoseconds. */
  public ExponentialHistogram durations() {
    return durations;
  }
}
