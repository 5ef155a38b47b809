package dev.ringside.exporter.collect;

import dev.ringside.exporter.budget.SeriesTable;
import dev.ringside.exporter.budget.Snapshot;
import dev.ringside.exporter.topic.ReadCounts;
import dev.ringside.exporter.web.WebTraffic;
import java.util.List;

/** The exporter's own metrics: what it read, and how much of its series budget is in use. */
final class ExporterMetrics {

  static final MetricSet<Moment> ALL =
      new MetricSet<Moment>(List.of(), of -> List.of())
          .gauge(
              "ringside_exporter_series",
              "Label sets of the collective metrics in use, each up to 35 time series.",
              of -> of.snapshot().series())
          .gauge(
              "ringside_exporter_series_budget",
              "Most label sets of the collective metrics (--series-budget).",
              of -> of.table().budget())
          .gauge(
              "ringside_exporter_series_overflowed",
              "Series without labels of their own, merged into size_class=\"overflow\".",
              of -> of.snapshot().overflowed())
          .gauge(
              "ringside_exporter_replicas",
              "Replicas whose reports are kept.",
              of -> of.table().size())
          .counter(
              "ringside_exporter_replicas_forgotten_total",
              "Replicas that were silent for a day, or had to go because there were too many.",
              of -> of.table().forgotten())
          .gauge(
              "ringside_exporter_caught_up",
              "1 once all reports were read; before that no report is shown.",
              of -> of.table().isCaughtUp() ? 1 : 0)
          .counter(
              "ringside_exporter_reports_read_total", "Reports read.", of -> of.counts().read())
          .counter(
              "ringside_exporter_stale_reports_total",
              "Reports whose totals were behind those known, so that no counter changed.",
              of -> of.counts().stale())
          .counter(
              "ringside_exporter_malformed_reports_total",
              "Reports that could not be decoded.",
              (of, samples) ->
                  of.counts()
                      .malformed()
                      .forEach((reason, count) -> samples.add((double) count, reason)),
              "reason")
          .gauge(
              "ringside_exporter_connections",
              "Clients that are connected.",
              of -> of.traffic().connections())
          .counter(
              "ringside_exporter_cut_off_connections_total",
              "Clients that the exporter cut off, by reason.",
              (of, samples) -> {
                for (WebTraffic.CutOff why : WebTraffic.CutOff.values()) {
                  samples.add((double) of.traffic().cutOff(why), why.label());
                }
              },
              "reason");

  private ExporterMetrics() {}

  /** The exporter at the moment of a scrape. */
  record Moment(SeriesTable table, Snapshot snapshot, ReadCounts counts, WebTraffic traffic) {}
}
