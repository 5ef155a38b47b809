package dev.ringside.exporter.collect;

import dev.ringside.core.account.Account;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.Verdict;
import dev.ringside.exporter.series.LastWindow;
import dev.ringside.exporter.series.ReplicaLabels;
import dev.ringside.exporter.series.ReplicaView;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The metrics of replicas as a whole, for one scrape: verdict, coverage, passes, and where every
 * call went.
 */
final class ReplicaFamilies {

  private final Family info =
      Family.gauge(
          "ringside_deployment_info",
          "What is deployed; always 1, join by deployment and replica.",
          "deployment",
          "replica",
          "model_name",
          "engine",
          "tensor",
          "pipeline",
          "data");
  private final Family verdict =
      perReplica(
          Family::gauge,
          "ringside_verdict",
          "1 for what the last window came to, 0 for every other verdict.",
          "verdict");
  private final Family coverage =
      perReplica(
          Family::gauge,
          "ringside_coverage_ratio",
          "Ranks with a complete stream over all ranks of the layout, last window.");
  private final Family findings =
      perReplica(
          Family::gauge,
          "ringside_findings",
          "Findings of the last window.",
          "kind",
          "severity",
          "parallelism");
  private final Family windowEnd =
      perReplica(
          Family::gauge,
          "ringside_window_end_timestamp_seconds",
          "End of the last window in event time.");
  private final Family lastReport =
      perReplica(
          Family::gauge,
          "ringside_last_report_timestamp_seconds",
          "Record time of the last window's report in Kafka.");
  private final Family passes =
      perReplica(Family::counter, "ringside_passes_total", "Complete forward passes.", "phase");
  private final Family incompletePasses =
      perReplica(
          Family::counter,
          "ringside_incomplete_passes_total",
          "Forward passes cut off at the start or end of a stream.");
  private final Family observed =
      perReplica(
          Family::counter,
          "ringside_calls_observed_total",
          "Calls that came in: the sum of windowed, incomplete, late, duplicate and rejected.");
  private final Family windowed =
      perReplica(
          Family::counter,
          "ringside_calls_windowed_total",
          "Calls counted in the window of their pass.");
  private final Family incomplete =
      perReplica(Family::counter, "ringside_calls_incomplete_total", "Calls of incomplete passes.");
  private final Family late =
      perReplica(
          Family::counter,
          "ringside_calls_late_total",
          "Calls whose window was closed when they came.");
  private final Family duplicate =
      perReplica(
          Family::counter,
          "ringside_calls_duplicate_total",
          "Calls of batches that had come before.");
  private final Family rejected =
      perReplica(Family::counter, "ringside_calls_rejected_total", "Calls refused.", "reason");
  private final Family deadLettered =
      perReplica(
          Family::counter,
          "ringside_dead_lettered_records_total",
          "Records nobody could read, kept in the dead-letter topic.");
  private final Family backends =
      perReplica(
          Family::counter,
          "ringside_collective_backend_calls_total",
          "Calls by the library or kernel family that carried them.",
          "collective",
          "backend");

  private static Family perReplica(
      FamilyKind kind, String name, String help, String... moreLabels) {
    String[] labels = new String[moreLabels.length + 2];
    labels[0] = "deployment";
    labels[1] = "replica";
    System.arraycopy(moreLabels, 0, labels, 2, moreLabels.length);
    return kind.create(name, help, labels);
  }

  void add(ReplicaView replica) {
    ReplicaLabels labels = replica.labels();
    labels.layout().ifPresent(layout -> addInfo(labels, layout));
    replica.window().ifPresent(window -> addWindow(labels, window));
    addPasses(replica);
    addAccount(replica);
    replica
        .transports()
        .forEach(
            total ->
                backends.add(
                    total.calls(),
                    labels.deployment(),
                    labels.replica(),
                    total.collective().label(),
                    total.transport().name().toLowerCase(Locale.ROOT)));
  }

  private void addInfo(ReplicaLabels labels, ParallelLayout layout) {
    info.add(
        1,
        labels.deployment(),
        labels.replica(),
        labels.modelName(),
        labels.engine(),
        Integer.toString(layout.tensor()),
        Integer.toString(layout.pipeline()),
        Integer.toString(layout.data()));
  }

  private void addWindow(ReplicaLabels labels, LastWindow window) {
    for (Verdict possible : Verdict.values()) {
      verdict.add(
          possible == window.verdict() ? 1 : 0,
          labels.deployment(),
          labels.replica(),
          possible.label());
    }
    coverage.add(window.coverage(), labels.deployment(), labels.replica());
    windowEnd.add(window.endNs() / 1e9, labels.deployment(), labels.replica());
    lastReport.add(window.reportedMs() / 1e3, labels.deployment(), labels.replica());
    addFindings(labels, window.findings());
  }

  private void addFindings(ReplicaLabels labels, List<Finding> found) {
    Map<List<String>, Long> counts =
        found.stream()
            .map(
                finding ->
                    List.of(
                        labels.deployment(),
                        labels.replica(),
                        finding.kind(),
                        finding.severity().label(),
                        finding.parallelism().label()))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    counts.forEach((values, count) -> findings.add(count, values));
  }

  private void addPasses(ReplicaView replica) {
    String deployment = replica.labels().deployment();
    String number = replica.labels().replica();
    passes.add(replica.passes().prefill(), deployment, number, "prefill");
    passes.add(replica.passes().decode(), deployment, number, "decode");
    passes.add(replica.passes().unknown(), deployment, number, "unknown");
    incompletePasses.add(replica.passes().incomplete(), deployment, number);
  }

  private void addAccount(ReplicaView replica) {
    String deployment = replica.labels().deployment();
    String number = replica.labels().replica();
    Account account = replica.account();
    observed.add(account.observed(), deployment, number);
    windowed.add(account.windowed(), deployment, number);
    incomplete.add(account.incomplete(), deployment, number);
    late.add(account.late(), deployment, number);
    duplicate.add(account.duplicate(), deployment, number);
    deadLettered.add(account.deadLetteredRecords(), deployment, number);
    replica.rejected().forEach((reason, calls) -> rejected.add(calls, deployment, number, reason));
  }

  List<MetricFamilySamples> collect() {
    return Family.collect(
        info,
        verdict,
        coverage,
        findings,
        windowEnd,
        lastReport,
        passes,
        incompletePasses,
        observed,
        windowed,
        incomplete,
        late,
        duplicate,
        rejected,
        deadLettered,
        backends);
  }

  /** A way to make a family: counter or gauge. */
  @FunctionalInterface
  private interface FamilyKind {
    Family create(String name, String help, String... labels);
  }
}
