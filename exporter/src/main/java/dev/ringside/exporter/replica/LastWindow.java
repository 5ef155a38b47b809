package dev.ringside.exporter.replica;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.report.Finding;
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

/**
 * A replica's newest window.
 *
 * @param endNs its end in event time, nanoseconds since 1970
 * @param reportedMs when its report was written, by the broker's record time
 * @param findings the first of them, each only by what it is
 */
public record LastWindow(
    Verdict verdict,
    double coverage,
    OptionalDouble callCoverage,
    long endNs,
    long reportedMs,
    List<Finding> findings,
    Map<SeriesKey, WindowFigures> figures) {

  private static final int MOST_FINDINGS = 64;

  static LastWindow of(WindowReport report, long reportedMs) {
    Map<SeriesKey, WindowFigures> figures = new HashMap<>();
    for (ReportRow row : report.rows()) {
      figures.merge(row.seriesKey(), WindowFigures.of(row), WindowFigures::plus);
    }
    return new LastWindow(
        report.verdict(),
        report.coverage(),
        report.callCoverage(),
        report.endNs(),
        reportedMs,
        report.findings().stream().limit(MOST_FINDINGS).map(LastWindow::bare).toList(),
        Map.copyOf(figures));
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
