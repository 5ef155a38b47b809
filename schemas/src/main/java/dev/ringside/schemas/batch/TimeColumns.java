package dev.ringside.schemas.batch;

import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireWriter;

/**
 * Start and duration of each call, as the duration and the gap since the previous call's end.
 *
 * <p>Law: gaps are taken from the <em>reconstructed</em> end of the call before, so rounding never
 * adds up: each start is within half a start unit, each duration within half a duration unit.
 */
final class TimeColumns {

  private final VarintPlanes durations = new VarintPlanes();
  private final VarintPlanes gaps = new VarintPlanes();

  private Resolution resolution;
  private long endNs;
  private long firstStartNs;
  private long lastEndNs;

  void start(Resolution units) {
    durations.clear();
    gaps.clear();
    resolution = units;
    endNs = 0;
    firstStartNs = Long.MAX_VALUE;
    lastEndNs = Long.MIN_VALUE;
  }

  /**
   * @throws IllegalArgumentException if the duration is negative or a time is beyond ±2^62 ns
   */
  void add(long startNs, long durationNs) {
    if (durationNs < 0
        || Resolution.isOutOfBounds(startNs)
        || Resolution.isOutOfBounds(durationNs)) {
      throw outOfBounds(startNs, durationNs);
    }
    long gap = Resolution.round(startNs - endNs, resolution.startUnitNs());
    long duration = Resolution.round(durationNs, resolution.durationUnitNs());
    long start = endNs + gap * resolution.startUnitNs();
    endNs = start + duration * resolution.durationUnitNs();
    if (Resolution.isOutOfBounds(start) || Resolution.isOutOfBounds(endNs)) {
      throw outOfBounds(startNs, durationNs);
    }
    firstStartNs = Math.min(firstStartNs, start);
    lastEndNs = Math.max(lastEndNs, endNs);
    gaps.addZigzag(gap);
    durations.add(duration);
  }

  private static IllegalArgumentException outOfBounds(long startNs, long durationNs) {
    return new IllegalArgumentException(
        "a call at %d ns of %d ns: times must be within 2^62 ns of the epoch, durations not negative"
            .formatted(startNs, durationNs));
  }

  long firstStartNs() {
    return firstStartNs;
  }

  long lastEndNs() {
    return lastEndNs;
  }

  void write(WireWriter out) {
    durations.write(out);
    gaps.write(out);
  }

  /** A duration a call, nanoseconds. */
  static void readDurations(VarintPlanesReader in, Resolution units, long[] durations)
      throws MalformedRecordException {
    in.read(durations);
    long unit = units.durationUnitNs();
    long max = units.maxDuration();
    for (int row = 0; row < in.values(); row++) {
      long duration = durations[row];
      if (duration < 0 || duration > max) {
        throw in.badValue("call %d lasts %d units".formatted(row, duration));
      }
      durations[row] = duration * unit;
    }
  }

  /** A start a call, nanoseconds since the epoch. */
  static void readStarts(VarintPlanesReader in, long[] durations, Resolution units, long[] starts)
      throws MalformedRecordException {
    in.read(starts);
    long unit = units.startUnitNs();
    long max = units.maxGap();
    long end = 0;
    for (int row = 0; row < in.values(); row++) {
      long gap = (starts[row] >>> 1) ^ -(starts[row] & 1);
      long start = end + gap * unit;
      end = start + durations[row];
      if (gap > max
          || gap < -max
          || Resolution.isOutOfBounds(start)
          || Resolution.isOutOfBounds(end)) {
        throw in.badValue("call %d starts %d units after the last".formatted(row, gap));
      }
      starts[row] = start;
    }
  }
}
