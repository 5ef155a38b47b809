package dev.ringside.bench.load;

/** Calls with their message bytes and time, summed. */
public record Tally(long calls, long bytes, long durationNs) {

  public static final Tally NONE = new Tally(0, 0, 0);

  public Tally plus(Tally other) {
    return new Tally(calls + other.calls, bytes + other.bytes, durationNs + other.durationNs);
  }
}
