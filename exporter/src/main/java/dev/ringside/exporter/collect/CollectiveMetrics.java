package dev.ringside.exporter.collect;

import dev.ringside.core.series.SeriesTotal;
import dev.ringside.core.series.Traffic;
import dev.ringside.exporter.collect.MetricSet.Samples;
import dev.ringside.exporter.replica.ReplicaLabels;
import dev.ringside.exporter.replica.ReplicaView;
import dev.ringside.exporter.series.DurationBuckets;
import dev.ringside.exporter.series.SeriesLabels;
import dev.ringside.exporter.series.SeriesView;
import dev.ringside.exporter.series.WindowFigures;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The collective metrics: observed counters, their expected twins, durations, and the last window's
 * ratio and bandwidths, all with the same labels.
 */
final class CollectiveMetrics {

  private static final List<String> LABELS =
      List.of(
          "deployment",
          "replica",
          "model_name",
          "engine",
          "parallelism",
          "pp_rank",
          "phase",
          "collective",
          "size_class",
          "dtype");
  private static final double NS_PER_SECOND = 1e9;

  static final MetricSet<Labelled> ALL =
      new MetricSet<Labelled>(LABELS, Labelled::labels)
          .counter(
              "ringside_collective_calls_total",
              "Calls seen, all ranks.",
              of -> of.total().observed().calls())
          .counterIfKnown(
              "ringside_collective_expected_calls_total",
              "Calls the model of the deployment says there must be; absent without a model.",
              of -> of.expected(Traffic::calls))
          .counter(
              "ringside_collective_bytes_total",
              "Message bytes of the calls seen, in the nccl-tests sense, all ranks.",
              of -> of.total().observed().bytes())
          .counterIfKnown(
              "ringside_collective_expected_bytes_total",
              "Message bytes the model of the deployment says there must be.",
              of -> of.expected(Traffic::bytes))
          .counter(
              "ringside_collective_wire_bytes_total",
              "Bytes the calls seen move over links: message bytes times nccl-tests factor.",
              of -> of.total().observed().wireBytes())
          .counterIfKnown(
              "ringside_collective_expected_wire_bytes_total",
              "Wire bytes the model of the deployment says there must be.",
              of -> of.expected(Traffic::wireBytes))
          .counter(
              "ringside_collective_seconds_total",
              "Time in the calls seen, waiting included, summed over ranks.",
              of -> of.total().timing().sumNs() / NS_PER_SECOND)
          .histogram(
              "ringside_collective_duration_seconds",
              "Duration of the calls seen, waiting included.",
              CollectiveMetrics::durations)
          .gaugeIfKnown(
              "ringside_collective_calls_ratio",
              "Observed over expected calls in the last window, of the rank farthest off.",
              of -> of.window(WindowFigures::callsRatio))
          .gaugeIfKnown(
              "ringside_collective_algorithm_bandwidth_bytes_per_second",
              "Message bytes over time in the last window (algbw).",
              of -> of.window(WindowFigures::algorithmBandwidth))
          .gaugeIfKnown(
              "ringside_collective_bus_bandwidth_bytes_per_second",
              "algbw times nccl-tests factor in the last window (busbw): compare with link speed.",
              of -> of.window(WindowFigures::busBandwidth));

  private CollectiveMetrics() {}

  /** A series with the labels of its replica. */
  record Labelled(ReplicaLabels replica, SeriesView series) {

    static List<Labelled> of(List<ReplicaView> replicas) {
      return replicas.stream()
          .flatMap(
              replica ->
                  replica.series().stream().map(series -> new Labelled(replica.labels(), series)))
          .toList();
    }

    List<String> labels() {
      SeriesLabels labels = series.labels();
      return List.of(
          replica.deployment(),
          replica.replica(),
          replica.modelName(),
          replica.engine(),
          labels.parallelism(),
          labels.stage(),
          labels.phase(),
          labels.collective(),
          labels.sizeClass(),
          labels.dataType());
    }

    SeriesTotal total() {
      return series.total();
    }

    OptionalDouble expected(ToLongFunction<Traffic> figure) {
      return total()
          .expected()
          .map(traffic -> OptionalDouble.of((double) figure.applyAsLong(traffic)))
          .orElseGet(OptionalDouble::empty);
    }

    OptionalDouble window(Function<WindowFigures, OptionalDouble> figure) {
      return series.window().map(figure).orElseGet(OptionalDouble::empty);
    }
  }

  private static void durations(Labelled of, Samples samples) {
    SeriesTotal total = of.total();
    long[] counts = DurationBuckets.cumulative(total.durations());
    for (int i = 0; i < counts.length; i++) {
      samples.add("_bucket", (double) counts[i], "le", DurationBuckets.LABELS.get(i));
    }
    samples.add("_count", (double) total.durations().count(), "", "");
    samples.add("_sum", total.timing().sumNs() / NS_PER_SECOND, "", "");
  }
}
