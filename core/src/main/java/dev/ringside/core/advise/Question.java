package dev.ringside.core.advise;

import dev.ringside.core.hardware.Gpu;
import dev.ringside.core.plan.Workload;

/**
 * What a cluster is to do.
 *
 * @param gpus N, all of which are used
 * @param gpusPerNode G
 * @param concurrency requests that run together on the whole cluster
 * @param promptTokens of each
 * @param outputTokens of each
 */
public record Question(
    int gpus, int gpusPerNode, Gpu gpu, long concurrency, long promptTokens, long outputTokens) {

  public Question {
    if (gpus < 1 || gpusPerNode < 1 || concurrency < 1) {
      throw new IllegalArgumentException(
          "GPUs %d, GPUs per node %d, concurrency %d: each must be at least 1"
              .formatted(gpus, gpusPerNode, concurrency));
    }
  }

  /** The share of one of {@code replicas}. */
  Workload workloadOf(int replicas) {
    return Workload.of(promptTokens, outputTokens, Math.max(1, concurrency / replicas));
  }
}
