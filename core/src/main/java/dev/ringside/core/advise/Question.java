package dev.ringside.core.advise;

import dev.ringside.core.hardware.Gpu;
import dev.ringside.core.plan.Workload;

/**
 * The cluster and the load that advice is asked for.
 *
 * @param gpus N, all of which are used
 * @param gpusPerNode G
 * @param concurrency requests that run at the same time on the whole cluster
 * @param promptTokens tokens of each request's prompt
 * @param outputTokens tokens that each request generates
 * @param bytesPerParameter size of a weight, which may be narrower than an activation
 */
public record Question(
    int gpus,
    int gpusPerNode,
    Gpu gpu,
    long concurrency,
    long promptTokens,
    long outputTokens,
    double bytesPerParameter) {

  private static final int MOST_GPUS = 100_000;
  private static final double MOST_TOKENS = 1e10;

  public Question {
    if (gpus < 1 || gpus > MOST_GPUS || gpusPerNode < 1 || concurrency < 1) {
      throw new IllegalArgumentException(
          "GPUs %d (up to %d), GPUs per node %d, concurrency %d: each must be at least 1"
              .formatted(gpus, MOST_GPUS, gpusPerNode, concurrency));
    }
    if (promptTokens < 1 || outputTokens < 1) {
      throw new IllegalArgumentException(
          "prompt tokens %d, output tokens %d: each must be at least 1"
              .formatted(promptTokens, outputTokens));
    }
    if ((double) concurrency * ((double) promptTokens + outputTokens) > MOST_TOKENS) {
      throw new IllegalArgumentException(
          "%d requests of %d and %d tokens: more than %.0f tokens"
              .formatted(concurrency, promptTokens, outputTokens, MOST_TOKENS));
    }
    if (!(bytesPerParameter > 0)) {
      throw new IllegalArgumentException(
          "%s bytes per parameter: must be positive".formatted(bytesPerParameter));
    }
  }

  /** The workload of the fullest of {@code replicas} replicas. */
  Workload workloadOf(int replicas) {
    return Workload.of(promptTokens, outputTokens, (concurrency + replicas - 1) / replicas);
  }
}
