package dev.ringside.faults.replica;

import dev.ringside.faults.traffic.Arrival;
import java.util.HashMap;
import java.util.Map;

/** The job's watermark: what each partition has come to, and the least of those not idle. */
final class PartitionTimes {

  private static final long OUT_OF_ORDER_NS = 2_000_000_000L;
  private static final long IDLE_NS = 10_000_000_000L;
  private static final long SKEW_NS = 60_000_000_000L;

  private final Map<Integer, Long> latest = new HashMap<>();
  private final Map<Integer, Long> readAt = new HashMap<>();
  private long watermarkNs = Long.MIN_VALUE;

  void read(Arrival arrival, long nowNs) {
    if (arrival.batch().header().calls() == 0) {
      return;
    }
    long end = Math.min(arrival.batch().header().lastEndNs(), arrival.appendNs() + SKEW_NS);
    latest.merge(arrival.partition(), end, Math::max);
    readAt.put(arrival.partition(), nowNs);
  }

  /** True if it has come further. */
  boolean advance(long nowNs) {
    long least =
        latest.entrySet().stream()
            .filter(entry -> nowNs - readAt.get(entry.getKey()) <= IDLE_NS)
            .mapToLong(Map.Entry::getValue)
            .min()
            .orElse(Long.MIN_VALUE);
    if (least == Long.MIN_VALUE || least - OUT_OF_ORDER_NS <= watermarkNs) {
      return false;
    }
    watermarkNs = least - OUT_OF_ORDER_NS;
    return true;
  }

  long watermarkNs() {
    return watermarkNs;
  }
}
