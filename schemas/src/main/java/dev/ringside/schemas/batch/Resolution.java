package dev.ringside.schemas.batch;

import dev.ringside.core.batch.BatchHeader;

/**
 * The units of a batch and the bound of its times, the same for writer and reader.
 *
 * <p>Times are within ±2^62 ns of the epoch (to the year 2116), so that the difference of any two
 * fits a long.
 */
record Resolution(int startUnitNs, int durationUnitNs) {

  private static final long BOUND_NS = 1L << 62;

  static Resolution of(BatchHeader header) {
    return new Resolution(header.startUnitNs(), header.durationUnitNs());
  }

  static boolean isOutOfBounds(long timeNs) {
    return timeNs > BOUND_NS || timeNs < -BOUND_NS;
  }

  /** Gaps beyond this, in start units, lead out of bounds from anywhere. */
  long maxGap() {
    return Long.MAX_VALUE / startUnitNs;
  }

  /** Durations beyond this, in duration units, lead out of bounds. */
  long maxDuration() {
    return BOUND_NS / durationUnitNs;
  }

  /** The nearest whole number of units, half up. */
  static long round(long ns, int unitNs) {
    return unitNs == 1 ? ns : Math.floorDiv(ns, unitNs) + (Math.floorMod(ns, unitNs) * 2 / unitNs);
  }
}
