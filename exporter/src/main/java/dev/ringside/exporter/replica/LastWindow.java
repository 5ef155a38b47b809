package dev.ringside.exporter.replica;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.series.SeriesKey;
import dev.ringside.exporter.series.WindowFigures;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * A replica's newest window.
 *
 * @param startNs its start in event time, nanoseconds since 1970
 * @param endNs its end
 * @param reportedMs when its report was written, by the broker's record time
 * @param last true if none will follow: the run that it belongs to has ended
 * @param ageMs how long ago it was reported, at the moment it is shown
 * @param findings the first of them, each only by what it is
 * @param carried which of its calls others than the watched library carry
 */
public record LastWindow(
    Verdict verdict,
    double coverage,
    OptionalDouble callCoverage,
    long startNs,
    long endNs,
    long reportedMs,
    boolean last,
    long ageMs,
    List<Finding> findings,
    Map<SeriesKey, WindowFigures> figures,
    Carried carried) {

  private static final int MOST_FINDINGS = 64;

  /** A live replica whose verdict is older than so many windows has no verdict now. */
  private static final long STALE_WINDOWS = 3;

  /**
   * Which calls another library carries.
   *
   * @param elsewhere share of the calls that a rank must make which is carried unseen, as planned;
   *     absent if no call is expected
   * @param changedNs since when calls have another carrier than planned, nanoseconds since 1970;
   *     absent if all have theirs
   */
  public record Carried(OptionalDouble elsewhere, OptionalLong changedNs) {

    private static final String CHANGED = FindingKind.CARRIER_CHANGED.label();

    static Carried of(WindowReport report) {
      long expected = 0;
      long elsewhere = 0;
      for (ReportRow row : report.rows()) {
        long calls = Math.max(0, row.expectedPerRank());
        expected += calls;
        elsewhere += row.verdict() == Verdict.ELSEWHERE ? calls : 0;
      }
      return new Carried(
          expected == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) elsewhere / expected),
          report.findings().stream()
              .filter(finding -> finding.kind().equals(CHANGED))
              .map(finding -> finding.evidence().getOrDefault("since_ns", ""))
              .filter(since -> since.matches("\\d{1,18}|[1-8]\\d{18}"))
              .mapToLong(Long::parseLong)
              .min());
    }
  }

  static LastWindow of(WindowReport report, long reportedMs) {
    Map<SeriesKey, WindowFigures> figures = new HashMap<>();
    for (ReportRow row : report.rows()) {
      figures.merge(row.seriesKey(), WindowFigures.of(row), WindowFigures::plus);
    }
    return new LastWindow(
        report.verdict(),
        report.coverage(),
        report.callCoverage(),
        report.startNs(),
        report.endNs(),
        reportedMs,
        false,
        0,
        report.findings().stream().limit(MOST_FINDINGS).map(LastWindow::bare).toList(),
        Map.copyOf(figures),
        Carried.of(report));
  }

  /** The run that the window belongs to has ended: its verdict stays what it is. */
  LastWindow ended() {
    return new LastWindow(
        verdict,
        coverage,
        callCoverage,
        startNs,
        endNs,
        reportedMs,
        true,
        ageMs,
        findings,
        figures,
        carried);
  }

  /** As it is shown at {@code nowMs}, milliseconds since 1970. */
  public LastWindow at(long nowMs) {
    long age = Math.max(0, nowMs - reportedMs);
    return new LastWindow(
        verdict,
        coverage,
        callCoverage,
        startNs,
        endNs,
        reportedMs,
        last,
        age,
        findings,
        figures,
        carried);
  }

  /**
   * True if the verdict is about a time that is over, and nothing says what is the case now: the
   * job has stopped or lags, or agents have stopped without the job having noticed yet. A replica
   * that is gone, and a run that has ended, stay what they are.
   */
  public boolean isStale() {
    long lengthMs = TimeUnit.NANOSECONDS.toMillis(endNs - startNs);
    return !last && verdict != Verdict.GONE && ageMs > STALE_WINDOWS * lengthMs;
  }

  /** Without ranks, text and evidence, which the metrics do not show and which may be long. */
  private static Finding bare(Finding finding) {
    return new Finding(
        Bound.NAME_BYTES.cut(finding.kind()),
        finding.severity(),
        finding.parallelism(),
        List.of(),
        "",
        Collections.emptySortedMap());
  }
}
