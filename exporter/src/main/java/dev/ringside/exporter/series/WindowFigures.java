package dev.ringside.exporter.series;

import dev.ringside.core.report.ReportRow;
import dev.ringside.core.series.SeriesKey;
import java.util.OptionalDouble;

/**
 * What the last window's rows of one series come to. Rows differ by exact size, series by size
 * class, so several rows may add up.
 *
 * @param fewestCalls calls of the rank that saw fewest, summed over rows
 * @param mostCalls calls of the rank that saw most
 * @param expectedCalls per rank; −1 if there was no model to ask
 * @param busBytes message bytes × nccl-tests factor
 */
public record WindowFigures(
    long fewestCalls,
    long mostCalls,
    long expectedCalls,
    long bytes,
    double busBytes,
    long durationNs) {

  private static final double NS_PER_SECOND = 1e9;

  static WindowFigures of(ReportRow row) {
    return new WindowFigures(
        row.observedMin(),
        row.observedMax(),
        row.expectedPerRank(),
        row.observedBytes(),
        row.observedBytes() * row.busFactor(),
        row.durationNs());
  }

  /** The series a row counts in. */
  static SeriesKey keyOf(ReportRow row) {
    return new SeriesKey(
        row.parallelism(),
        row.stage(),
        row.phase(),
        row.collective(),
        row.dataType(),
        SeriesKey.sizeClassOf(row.messageBytes()));
  }

  WindowFigures plus(WindowFigures other) {
    boolean unchecked = expectedCalls < 0 || other.expectedCalls < 0;
    return new WindowFigures(
        fewestCalls + other.fewestCalls,
        mostCalls + other.mostCalls,
        unchecked ? ReportRow.UNKNOWN : expectedCalls + other.expectedCalls,
        bytes + other.bytes,
        busBytes + other.busBytes,
        durationNs + other.durationNs);
  }

  /**
   * Observed over expected calls of the rank that is farthest off: 1 means every rank did what the
   * model says. Absent without a model, and where nothing was expected.
   */
  public OptionalDouble callsRatio() {
    if (expectedCalls <= 0) {
      return OptionalDouble.empty();
    }
    boolean tooMany = mostCalls - expectedCalls > expectedCalls - fewestCalls;
    return OptionalDouble.of((double) (tooMany ? mostCalls : fewestCalls) / expectedCalls);
  }

  /** algbw, bytes per second; absent if no time was measured. */
  public OptionalDouble algorithmBandwidth() {
    return perSecond((double) bytes);
  }

  /** busbw, bytes per second; absent if no time was measured. */
  public OptionalDouble busBandwidth() {
    return perSecond(busBytes);
  }

  private OptionalDouble perSecond(double amount) {
    return durationNs > 0
        ? OptionalDouble.of(amount / (durationNs / NS_PER_SECOND))
        : OptionalDouble.empty();
  }
}
