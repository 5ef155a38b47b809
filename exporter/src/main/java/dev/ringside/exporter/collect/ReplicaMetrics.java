package dev.ringside.exporter.collect;

import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.series.TransportTotal;
import dev.ringside.exporter.collect.MetricSet.Samples;
import dev.ringside.exporter.replica.LastWindow;
import dev.ringside.exporter.replica.ReplicaLabels;
import dev.ringside.exporter.replica.ReplicaView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The metrics of a replica as a whole: verdict, coverage, passes, and where every call went. */
final class ReplicaMetrics {

  static final MetricSet<ReplicaView> ALL =
      new MetricSet<ReplicaView>(
              List.of("deployment", "replica"),
              of -> List.of(of.labels().deployment(), of.labels().replica()))
          .gauge(
              "ringside_deployment_info",
              "What is deployed; always 1, join by deployment and replica.",
              ReplicaMetrics::info,
              "model_name",
              "engine",
              "tensor",
              "pipeline",
              "data")
          .gauge(
              "ringside_verdict",
              "1 for what the last window came to, 0 for every other verdict; stale if it is over"
                  + " three windows old.",
              ReplicaMetrics::verdicts,
              "verdict")
          .gaugeIfKnown(
              "ringside_verdict_age_seconds",
              "How long ago the last window's report was written.",
              of -> window(of, last -> last.ageMs() / 1e3))
          .gaugeIfKnown(
              "ringside_coverage_ratio",
              "Ranks with a complete stream over all ranks of the layout, last window.",
              of -> window(of, LastWindow::coverage))
          .gaugeIfKnown(
              "ringside_call_coverage_ratio",
              "Share of the calls of the recorded ranks that is visible, last window.",
              of -> of.window().map(LastWindow::callCoverage).orElse(OptionalDouble.empty()))
          .gaugeIfKnown(
              "ringside_elsewhere_call_ratio",
              "Share of the calls that ranks must make which another library carries unseen, as"
                  + " planned, last window.",
              of ->
                  of.window()
                      .map(last -> last.carried().elsewhere())
                      .orElse(OptionalDouble.empty()))
          .gaugeIfKnown(
              "ringside_carrier_changed_timestamp_seconds",
              "Since when another library than planned carries calls; absent if none does, last"
                  + " window.",
              ReplicaMetrics::carrierChanged)
          .gauge(
              "ringside_findings",
              "Findings of the last window.",
              ReplicaMetrics::findings,
              "kind",
              "severity",
              "parallelism")
          .gaugeIfKnown(
              "ringside_window_end_timestamp_seconds",
              "End of the last window in event time.",
              of -> window(of, last -> last.endNs() / 1e9))
          .gaugeIfKnown(
              "ringside_last_report_timestamp_seconds",
              "Record time of the last window's report in Kafka.",
              of -> window(of, last -> last.reportedMs() / 1e3))
          .counter(
              "ringside_passes_total", "Complete forward passes.", ReplicaMetrics::passes, "phase")
          .counter(
              "ringside_incomplete_passes_total",
              "Forward passes cut off at the start or end of a stream.",
              of -> of.passes().incomplete())
          .counter(
              "ringside_engine_passes_total",
              "Passes that the engine says it ran, by whether their calls were seen.",
              (of, samples) -> told(of, samples, EnginePasses::joined, EnginePasses::withoutCalls),
              "seen")
          .counter(
              "ringside_engine_tokens_total",
              "Tokens of the passes that the engine says it ran, by whether their calls were seen.",
              (of, samples) ->
                  told(
                      of,
                      samples,
                      passes -> passes.tokens() - passes.unseenTokens(),
                      EnginePasses::unseenTokens),
              "seen")
          .counterIfKnown(
              "ringside_passes_not_told_total",
              "Passes that calls show and of which the engine says nothing.",
              of -> of.told().stream().mapToDouble(EnginePasses::untold).findFirst())
          .counter(
              "ringside_calls_observed_total",
              "Calls that came in: the sum of windowed, incomplete, late, duplicate, rejected and"
                  + " open.",
              of -> of.account().observed())
          .gauge(
              "ringside_calls_open",
              "Calls of passes that have not ended, when the last report was written.",
              of -> of.account().open())
          .counter(
              "ringside_calls_windowed_total",
              "Calls counted in the window of their pass.",
              of -> of.account().windowed())
          .counter(
              "ringside_calls_incomplete_total",
              "Calls of incomplete passes.",
              of -> of.account().incomplete())
          .counter(
              "ringside_calls_late_total",
              "Calls whose window was closed when they came.",
              of -> of.account().late())
          .counter(
              "ringside_calls_duplicate_total",
              "Calls of batches that had come before.",
              of -> of.account().duplicate())
          .counter(
              "ringside_calls_rejected_total", "Calls refused.", ReplicaMetrics::rejected, "reason")
          .counter(
              "ringside_dead_lettered_records_total",
              "Records that could not be read, kept in the dead-letter topic.",
              of -> of.account().deadLetteredRecords())
          .counter(
              "ringside_collective_backend_calls_total",
              "Calls by the library or kernel family that carried them.",
              ReplicaMetrics::backends,
              "collective",
              "backend");

  private ReplicaMetrics() {}

  private static OptionalDouble window(ReplicaView of, ToDoubleFunction<LastWindow> figure) {
    return of.window().stream().mapToDouble(figure).findFirst();
  }

  private static OptionalDouble carrierChanged(ReplicaView of) {
    return of.window().stream()
        .flatMapToLong(last -> last.carried().changedNs().stream())
        .mapToDouble(ns -> ns / 1e9)
        .findFirst();
  }

  private static void info(ReplicaView of, Samples samples) {
    ReplicaLabels labels = of.labels();
    labels
        .layout()
        .ifPresent(
            layout ->
                samples.add(
                    1,
                    labels.modelName(),
                    labels.engine(),
                    Integer.toString(layout.tensor()),
                    Integer.toString(layout.pipeline()),
                    Integer.toString(layout.data())));
  }

  private static void verdicts(ReplicaView of, Samples samples) {
    for (LastWindow window : of.window().stream().toList()) {
      for (Verdict possible : Verdict.values()) {
        boolean holds = possible == window.verdict() && !window.isStale();
        samples.add(holds ? 1 : 0, possible.label());
      }
      samples.add(window.isStale() ? 1 : 0, "stale");
    }
  }

  private static void findings(ReplicaView of, Samples samples) {
    Map<List<String>, Integer> counts = new LinkedHashMap<>();
    for (Finding finding : of.window().map(LastWindow::findings).orElse(List.of())) {
      counts.merge(
          List.of(finding.kind(), finding.severity().label(), finding.parallelism().label()),
          1,
          Integer::sum);
    }
    counts.forEach((labels, count) -> samples.add(count, labels.toArray(String[]::new)));
  }

  private static void passes(ReplicaView of, Samples samples) {
    samples.add((double) of.passes().prefill(), "prefill");
    samples.add((double) of.passes().decode(), "decode");
    samples.add((double) of.passes().unknown(), "unknown");
  }

  private static void told(
      ReplicaView of,
      Samples samples,
      ToDoubleFunction<EnginePasses> seen,
      ToDoubleFunction<EnginePasses> unseen) {
    for (EnginePasses passes : of.told().stream().toList()) {
      samples.add(seen.applyAsDouble(passes), "yes");
      samples.add(unseen.applyAsDouble(passes), "no");
    }
  }

  private static void rejected(ReplicaView of, Samples samples) {
    of.rejected().forEach((reason, calls) -> samples.add((double) calls, reason));
  }

  private static void backends(ReplicaView of, Samples samples) {
    for (TransportTotal total : of.transports()) {
      samples.add(
          (double) total.calls(),
          total.collective().label(),
          total.transport().name().toLowerCase(Locale.ROOT));
    }
  }
}
