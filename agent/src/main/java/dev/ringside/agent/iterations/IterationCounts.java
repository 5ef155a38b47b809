package dev.ringside.agent.iterations;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What sources of iterations told. Thread-safe; never falls. */
public final class IterationCounts {

  private final LongAdder told = new LongAdder();
  private final LongAdder damagedSources = new LongAdder();
  private final SortedMap<String, Long> rejected = new TreeMap<>();

  void told() {
    told.increment();
  }

  void damagedSource() {
    damagedSources.increment();
  }

  /** Reasons are words of this program's readers. */
  synchronized void rejected(String reason) {
    rejected.merge(reason, 1L, Long::sum);
  }

  /** Passes that engines told. */
  public long passes() {
    return told.sum();
  }

  /** Damaged records, by reason. */
  public synchronized SortedMap<String, Long> rejected() {
    return new TreeMap<>(rejected);
  }

  /** How often a source ended because it could not be read. */
  public long damagedSources() {
    return damagedSources.sum();
  }
}
