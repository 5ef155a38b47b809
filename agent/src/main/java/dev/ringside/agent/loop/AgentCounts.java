package dev.ringside.agent.loop;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What came in. Law: seen = parsed + Σ rejected. Thread-safe; never falls.
 *
 * <p>Reasons beyond the first {@value #MOST_REASONS} are counted as {@code other}.
 */
public final class AgentCounts {

  private static final int MOST_REASONS = 32;
  private static final String OTHER = "other";

  private final LongAdder parsed = new LongAdder();
  private final LongAdder heartbeats = new LongAdder();
  private final LongAdder damagedSources = new LongAdder();
  private final SortedMap<String, Long> rejected = new TreeMap<>();
  private volatile int ranks;
  private volatile long lastPollMs;

  /** The loop has its first turn still before it. */
  public void started(long nowMs) {
    lastPollMs = nowMs;
  }

  void parsed(long calls) {
    parsed.add(calls);
  }

  synchronized void rejected(String reason, long events) {
    boolean room = rejected.size() < MOST_REASONS || rejected.containsKey(reason);
    rejected.merge(room ? reason : OTHER, events, Long::sum);
  }

  void heartbeat() {
    heartbeats.increment();
  }

  void damagedSource() {
    damagedSources.increment();
  }

  void polled(long nowMs, int knownRanks) {
    lastPollMs = nowMs;
    ranks = knownRanks;
  }

  /** Calls that sources handed over. */
  public long parsed() {
    return parsed.sum();
  }

  /** Events that would have been calls and are damaged, by reason. */
  public synchronized Map<String, Long> rejected() {
    return new TreeMap<>(rejected);
  }

  public synchronized long seen() {
    return parsed() + rejected.values().stream().mapToLong(Long::longValue).sum();
  }

  public long heartbeats() {
    return heartbeats.sum();
  }

  /** How often a source ended because what it read was damaged. */
  public long damagedSources() {
    return damagedSources.sum();
  }

  public int ranks() {
    return ranks;
  }

  /** When the sources were last asked, milliseconds since 1970. */
  public long lastPollMs() {
    return lastPollMs;
  }
}
