package dev.ringside.core.books;

import dev.ringside.core.observation.Observation;
import java.util.SortedSet;
import java.util.TreeSet;

/** One event-time window of a replica while it is open. Not thread-safe. */
public final class WindowSpan {

  private final long startNs;
  private final Observation observation;
  private final SortedSet<Integer> ranks;
  private long calls;
  private boolean reported;

  public WindowSpan(long startNs) {
    this(startNs, new Observation(), new TreeSet<>(), 0, false);
  }

  /** A window that goes on from a checkpoint. */
  public WindowSpan(
      long startNs,
      Observation observation,
      SortedSet<Integer> ranks,
      long calls,
      boolean reported) {
    this.startNs = startNs;
    this.observation = observation;
    this.ranks = ranks;
    this.calls = calls;
    this.reported = reported;
  }

  public void entered(int rank, long moreCalls) {
    ranks.add(rank);
    calls += moreCalls;
    reported = false;
  }

  public void markReported() {
    reported = true;
  }

  public long startNs() {
    return startNs;
  }

  public Observation observation() {
    return observation;
  }

  /** Ranks with calls in the window. */
  public SortedSet<Integer> ranks() {
    return ranks;
  }

  public long calls() {
    return calls;
  }

  /** True if nothing came since the last report of it. */
  public boolean isReported() {
    return reported;
  }
}
