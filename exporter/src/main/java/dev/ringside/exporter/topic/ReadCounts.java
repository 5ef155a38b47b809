package dev.ringside.exporter.topic;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of every record of a topic that was read: taken, stale or malformed. Thread-safe.
 *
 * <p>Law: {@code read = taken + stale + Σ malformed}; a record without a value deletes and is none
 * of them.
 */
public final class ReadCounts {

  private final LongAdder taken = new LongAdder();
  private final LongAdder stale = new LongAdder();
  private final Map<String, LongAdder> malformed = new ConcurrentHashMap<>();

  public void countTaken() {
    taken.increment();
  }

  /** It was behind what is known. */
  public void countStale() {
    stale.increment();
  }

  public void countMalformed(String reason) {
    malformed.computeIfAbsent(reason, r -> new LongAdder()).increment();
  }

  public long read() {
    return taken.sum() + stale.sum() + malformed().values().stream().mapToLong(n -> n).sum();
  }

  public long stale() {
    return stale.sum();
  }

  /** By reason, reasons ascending. */
  public Map<String, Long> malformed() {
    Map<String, Long> counts = new TreeMap<>();
    malformed.forEach((reason, count) -> counts.put(reason, count.sum()));
    return counts;
  }
}
