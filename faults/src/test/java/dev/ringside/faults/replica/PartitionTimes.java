package dev.ringside.faults.replica;

import dev.ringside.faults.traffic.Arrival;
import dev.ringside.faults.traffic.Scene;
import java.util.Arrays;

/** How far the log has been read in the broker's time, as the job's source tells it. */
final class PartitionTimes {

  private static final long IDLE_NS = 30 * Scene.SECOND;
  private static final long NONE = Long.MIN_VALUE;

  private final long[] latestNs = new long[Scene.PARTITIONS];
  private final long[] readAtNs = new long[Scene.PARTITIONS];
  private long brokerNs = NONE;
  private long brokerSeenAtNs;
  private long watermarkNs = NONE;

  /**
   * @param startedNs when the job began to read
   */
  PartitionTimes(long startedNs) {
    Arrays.fill(latestNs, NONE);
    Arrays.fill(readAtNs, startedNs);
  }

  void read(Arrival arrival, long nowNs) {
    int partition = arrival.partition();
    latestNs[partition] = Math.max(latestNs[partition], arrival.appendNs());
    readAtNs[partition] = nowNs;
    if (arrival.appendNs() > brokerNs) {
      brokerNs = arrival.appendNs();
      brokerSeenAtNs = nowNs;
    }
  }

  /** True if it has come further. */
  boolean advance(long nowNs) {
    long least = Long.MAX_VALUE;
    for (int partition = 0; partition < latestNs.length; partition++) {
      if (nowNs - readAtNs[partition] >= IDLE_NS && brokerNs != NONE) {
        long idleUpTo = brokerNs + (nowNs - brokerSeenAtNs) - IDLE_NS;
        latestNs[partition] = Math.max(latestNs[partition], idleUpTo);
      }
      least = Math.min(least, latestNs[partition]);
    }
    boolean further = least != NONE && least > watermarkNs;
    watermarkNs = further ? least : watermarkNs;
    return further;
  }

  long watermarkNs() {
    return watermarkNs;
  }
}
