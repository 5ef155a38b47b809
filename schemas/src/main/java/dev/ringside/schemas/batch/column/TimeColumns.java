package dev.ringside.schemas.batch.column;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireWriter;

/**
 * The columns of times: the duration of each call, and the gap since the end of the call before.
 *
 * <p>Law: a gap counts from the end of the call before as a reader will <em>reconstruct</em> it, so
 * rounding errors never add up. Each start is within half a start unit of the true one, each
 * duration within half a duration unit.
 */
public final class TimeColumns {

  private final VarintPlanes durations = new VarintPlanes();
  private final VarintPlanes gaps = new VarintPlanes();

  private Resolution resolution;
  private long endNs;
  private long firstStartNs;
  private long lastEndNs;

  public void start(Resolution units) {
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
  public void add(long startNs, long durationNs) {
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

  public long firstStartNs() {
    return firstStartNs;
  }

  public long lastEndNs() {
    return lastEndNs;
  }

  public void write(WireWriter out) {
    durations.write(out);
    gaps.write(out);
  }

  /** Reads one duration per call, nanoseconds. */
  public static void readDurations(VarintPlanesReader in, Resolution units, long[] durations)
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

  /**
   * Reads one start per call, nanoseconds since the epoch. All calls lie between the header's first
   * start and last end, so what is said of those holds for the calls.
   */
  public static void readStarts(
      VarintPlanesReader in, long[] durations, BatchHeader header, long[] starts)
      throws MalformedRecordException {
    in.read(starts);
    Resolution units = Resolution.of(header);
    long firstNs = header.firstStartNs();
    long lastNs = header.lastEndNs();
    long unit = units.startUnitNs();
    long max = units.maxGap();
    long end = 0;
    for (int row = 0; row < in.values(); row++) {
      long gap = (starts[row] >>> 1) ^ -(starts[row] & 1);
      long start = end + gap * unit;
      end = start + durations[row];
      if (gap > max || gap < -max || start < firstNs || durations[row] > lastNs - start) {
        throw in.badValue(
            "call %d starts %d units after the last: not between the batch's first start and last end"
                .formatted(row, gap));
      }
      starts[row] = start;
    }
  }
}
