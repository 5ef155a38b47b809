package dev.ringside.exporter.collect;

import dev.ringside.core.series.SeriesTotal;
import dev.ringside.exporter.series.DurationBuckets;
import dev.ringside.exporter.series.ReplicaLabels;
import dev.ringside.exporter.series.ReplicaView;
import dev.ringside.exporter.series.SeriesLabels;
import dev.ringside.exporter.series.SeriesView;
import dev.ringside.exporter.series.WindowFigures;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.util.List;

/**
 * The collective metrics of one scrape: observed counters, their expected twins, durations, and the
 * last window's ratio and bandwidths, all with the same labels.
 */
final class CollectiveFamilies {

  private static final String[] LABELS = {
    "deployment",
    "replica",
    "model_name",
    "engine",
    "parallelism",
    "pp_rank",
    "phase",
    "collective",
    "size_class",
    "dtype"
  };
  private static final double NS_PER_SECOND = 1e9;

  private final Family calls =
      Family.counter("ringside_collective_calls_total", "Calls seen, all ranks.", LABELS);
  private final Family bytes =
      Family.counter(
          "ringside_collective_bytes_total",
          "Message bytes of the calls seen, in the nccl-tests sense, all ranks.",
          LABELS);
  private final Family wireBytes =
      Family.counter(
          "ringside_collective_wire_bytes_total",
          "Bytes the calls seen move over links: message bytes times nccl-tests factor.",
          LABELS);
  private final Family seconds =
      Family.counter(
          "ringside_collective_seconds_total",
          "Time in the calls seen, waiting included, summed over ranks.",
          LABELS);
  private final Family expectedCalls =
      Family.counter(
          "ringside_collective_expected_calls_total",
          "Calls the model of the deployment says there must be; absent without a model.",
          LABELS);
  private final Family expectedBytes =
      Family.counter(
          "ringside_collective_expected_bytes_total",
          "Message bytes the model of the deployment says there must be.",
          LABELS);
  private final Family expectedWireBytes =
      Family.counter(
          "ringside_collective_expected_wire_bytes_total",
          "Wire bytes the model of the deployment says there must be.",
          LABELS);
  private final Family durations =
      Family.histogram(
          "ringside_collective_duration_seconds",
          "Duration of the calls seen, waiting included.",
          LABELS);
  private final Family callsRatio =
      Family.gauge(
          "ringside_collective_calls_ratio",
          "Observed over expected calls in the last window, of the rank farthest off.",
          LABELS);
  private final Family algorithmBandwidth =
      Family.gauge(
          "ringside_collective_algorithm_bandwidth_bytes_per_second",
          "Message bytes over time in the last window (algbw).",
          LABELS);
  private final Family busBandwidth =
      Family.gauge(
          "ringside_collective_bus_bandwidth_bytes_per_second",
          "algbw times nccl-tests factor in the last window (busbw): compare with link speed.",
          LABELS);

  void add(ReplicaView replica) {
    for (SeriesView series : replica.series()) {
      add(labels(replica.labels(), series.labels()), series);
    }
  }

  private static List<String> labels(ReplicaLabels replica, SeriesLabels series) {
    return List.of(
        replica.deployment(),
        replica.replica(),
        replica.modelName(),
        replica.engine(),
        series.parallelism(),
        series.stage(),
        series.phase(),
        series.collective(),
        series.sizeClass(),
        series.dataType());
  }

  private void add(List<String> labels, SeriesView series) {
    SeriesTotal total = series.total();
    calls.add(total.calls(), labels);
    bytes.add(total.bytes(), labels);
    wireBytes.add(total.wireBytes(), labels);
    seconds.add(total.durationNs() / NS_PER_SECOND, labels);
    if (total.checked()) {
      addExpected(labels, total);
    }
    addDurations(labels, total);
    series.window().ifPresent(window -> addWindow(labels, window));
  }

  private void addExpected(List<String> labels, SeriesTotal total) {
    expectedCalls.add(total.expectedCalls(), labels);
    expectedBytes.add(total.expectedBytes(), labels);
    expectedWireBytes.add(total.expectedWireBytes(), labels);
  }

  private void addDurations(List<String> labels, SeriesTotal total) {
    long[] counts = DurationBuckets.cumulative(total.durations());
    for (int i = 0; i < counts.length; i++) {
      durations.add("_bucket", (double) counts[i], labels, "le", DurationBuckets.LABELS.get(i));
    }
    durations.add("_count", (double) total.durations().count(), labels, "", "");
    durations.add("_sum", total.durationNs() / NS_PER_SECOND, labels, "", "");
  }

  private void addWindow(List<String> labels, WindowFigures window) {
    window.callsRatio().ifPresent(ratio -> callsRatio.add(ratio, labels));
    window.algorithmBandwidth().ifPresent(rate -> algorithmBandwidth.add(rate, labels));
    window.busBandwidth().ifPresent(rate -> busBandwidth.add(rate, labels));
  }

  List<MetricFamilySamples> collect() {
    return Family.collect(
        calls,
        expectedCalls,
        bytes,
        expectedBytes,
        wireBytes,
        expectedWireBytes,
        seconds,
        durations,
        callsRatio,
        algorithmBandwidth,
        busBandwidth);
  }
}
