package dev.ringside.schemas.batch.column;

import dev.ringside.core.batch.BatchHeader;

/**
 * The units of a batch and the bounds of its times, shared by writer and reader.
 *
 * <p>Times are within ±2^62 ns of the epoch (to the year 2116), so that the difference of any two
 * fits a long.
 */
public record Resolution(int startUnitNs, int durationUnitNs) {

  private static final long BOUND_NS = 1L << 62;

  public static Resolution of(BatchHeader header) {
    return new Resolution(header.startUnitNs(), header.durationUnitNs());
  }

  public static boolean isOutOfBounds(long timeNs) {
    return timeNs > BOUND_NS || timeNs < -BOUND_NS;
  }

  /** A longer gap, in start units, leads out of bounds from any time. */
  public long maxGap() {
    return Long.MAX_VALUE / startUnitNs;
  }

  /** A longer duration, in duration units, is out of bounds. */
  public long maxDuration() {
    return BOUND_NS / durationUnitNs;
  }

  /** The nearest whole number of units, half up. */
  public static long round(long ns, int unitNs) {
    return unitNs == 1 ? ns : Math.floorDiv(ns, unitNs) + (Math.floorMod(ns, unitNs) * 2 / unitNs);
  }
}
