package dev.ringside.exporter.series;

import dev.ringside.core.report.ReportRow;
import dev.ringside.core.series.Timing;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the last window's rows of one series come to. Rows differ by exact size, series by size
 * class, so several rows may add up.
 *
 * @param calls calls of the ranks that saw fewest and most, summed over rows
 * @param expectedCalls per rank; absent if there was no model to ask, or no rank was recorded
 * @param volume of the rank that saw most
 */
public record WindowFigures(Range calls, OptionalLong expectedCalls, Volume volume) {

  /** Calls of the rank that saw fewest and of the one that saw most. */
  public record Range(long fewest, long most) {

    Range plus(Range other) {
      return new Range(fewest + other.fewest, most + other.most);
    }
  }

  /**
   * What was moved, and in which time.
   *
   * @param busBytes message bytes × nccl-tests factor
   */
  public record Volume(long bytes, double busBytes, long durationNs) {

    Volume plus(Volume other) {
      return new Volume(
          bytes + other.bytes, busBytes + other.busBytes, durationNs + other.durationNs);
    }
  }

  public static WindowFigures of(ReportRow row) {
    long bytes = row.observed().bytes();
    return new WindowFigures(
        new Range(row.observedMin(), row.observedMax()),
        row.expected().isPresent() && row.isKnown()
            ? OptionalLong.of(row.expectedPerRank())
            : OptionalLong.empty(),
        new Volume(bytes, bytes * row.message().busFactor(), row.timing().sumNs()));
  }

  public WindowFigures plus(WindowFigures other) {
    boolean checked = expectedCalls.isPresent() && other.expectedCalls.isPresent();
    return new WindowFigures(
        calls.plus(other.calls),
        checked
            ? OptionalLong.of(expectedCalls.getAsLong() + other.expectedCalls.getAsLong())
            : OptionalLong.empty(),
        volume.plus(other.volume));
  }

  /**
   * Observed over expected calls of the rank that is farthest off: 1 means every rank did what the
   * model says. Absent without a model, and where nothing was expected.
   */
  public OptionalDouble callsRatio() {
    long expected = expectedCalls.orElse(0);
    if (expected == 0) {
      return OptionalDouble.empty();
    }
    boolean tooMany = calls.most() - expected > expected - calls.fewest();
    return OptionalDouble.of((double) (tooMany ? calls.most() : calls.fewest()) / expected);
  }

  /** algbw, bytes per second; absent if no time was measured. */
  public OptionalDouble algorithmBandwidth() {
    return Timing.perSecond((double) volume.bytes(), volume.durationNs());
  }

  /** busbw, bytes per second; absent if no time was measured. */
  public OptionalDouble busBandwidth() {
    return Timing.perSecond(volume.busBytes(), volume.durationNs());
  }
}
