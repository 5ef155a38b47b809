package dev.ringside.exporter.replica;

import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.report.WindowReport;
import dev.ringside.exporter.series.SeriesLabels;
import java.util.Optional;

/**
 * The labels of every metric of one replica. An empty string is an absent label.
 *
 * @param replica its number; {@code other} for the rest of the replicas
 */
public record ReplicaLabels(
    String deployment,
    String replica,
    String modelName,
    String engine,
    Optional<ParallelLayout> layout) {

  /** The replicas the budget has no room for, together. */
  static final ReplicaLabels REST =
      new ReplicaLabels(SeriesLabels.OTHER, SeriesLabels.OTHER, "", "", Optional.empty());

  static ReplicaLabels of(WindowReport report) {
    return new ReplicaLabels(
        report.deployment(),
        Integer.toString(report.replica()),
        report.modelName(),
        report.engine(),
        report.layout());
  }
}
