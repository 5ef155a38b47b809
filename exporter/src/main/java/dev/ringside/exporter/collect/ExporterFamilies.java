package dev.ringside.exporter.collect;

import dev.ringside.exporter.series.ReadTally;
import dev.ringside.exporter.series.SeriesTable;
import dev.ringside.exporter.series.Snapshot;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.util.List;

/** The exporter's own metrics: what it read, and how much of its series budget is in use. */
final class ExporterFamilies {

  private ExporterFamilies() {}

  static List<MetricFamilySamples> of(SeriesTable table, Snapshot snapshot, ReadTally tally) {
    Family malformed =
        Family.counter(
            "ringside_exporter_malformed_reports_total",
            "Reports that could not be decoded.",
            "reason");
    tally.malformed().forEach((reason, count) -> malformed.add(count, reason));
    return Family.collect(
        single(
            Family.gauge(
                "ringside_exporter_series",
                "Label sets of the collective metrics in use, each up to 35 time series."),
            snapshot.series()),
        single(
            Family.gauge(
                "ringside_exporter_series_budget",
                "Most label sets of the collective metrics (--series-budget)."),
            table.budget()),
        single(
            Family.gauge(
                "ringside_exporter_series_overflowed",
                "Series without labels of their own, merged into size_class=\"overflow\"."),
            snapshot.overflowed()),
        single(
            Family.gauge(
                "ringside_exporter_caught_up",
                "1 once all reports were read; before that no report is shown."),
            table.isCaughtUp() ? 1 : 0),
        single(
            Family.counter("ringside_exporter_reports_read_total", "Reports read."),
            (double) tally.read()),
        single(
            Family.counter(
                "ringside_exporter_stale_reports_total",
                "Reports whose totals were behind those known, so that no counter changed."),
            (double) tally.stale()),
        malformed);
  }

  private static Family single(Family family, double value) {
    family.add(value);
    return family;
  }
}
