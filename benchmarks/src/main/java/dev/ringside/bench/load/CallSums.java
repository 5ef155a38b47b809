package dev.ringside.bench.load;

/** How many calls, their message bytes and their time, added up. */
public record CallSums(long calls, long bytes, long durationNs) {

  public static final CallSums NONE = new CallSums(0, 0, 0);

  public CallSums plus(CallSums other) {
    return new CallSums(calls + other.calls, bytes + other.bytes, durationNs + other.durationNs);
  }
}
