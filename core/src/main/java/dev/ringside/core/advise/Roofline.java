package dev.ringside.core.advise;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.hardware.Gpu;

/**
 * Compute time of a pass at the machine's limits: the larger of arithmetic and memory.
 *
 * <p>{@code max(2·P_active·T / (t·F), (P_read·b + KV) / (t·M))} for a pass of T tokens over all
 * stages one after the other: F operations and M bytes per second of one GPU. No kernel reaches
 * either limit, so real times are longer; layouts are compared, not predicted. Attention's own
 * arithmetic is left out (small below some thousand tokens).
 *
 * <p>P_read: with experts, a batch reads the experts its tokens are sent to, E(1−(1−k/E)^T) of them
 * a layer under uniform routing.
 */
public final class Roofline {

  private Roofline() {}

  /**
   * Seconds of one pass on one replica.
   *
   * @param tokens T of the pass
   * @param kvBytes bytes of KV cache that the pass reads, the whole replica's
   */
  public static double seconds(Deployment deployment, Gpu gpu, long tokens, double kvBytes) {
    int bytes = deployment.dataType().bytes();
    WeightBytes weights = WeightBytes.of(deployment.model(), bytes);
    int tensor = deployment.layout().tensor();
    double arithmetic = 2 * (weights.active() / bytes) * tokens / (tensor * gpu.flopsPerSecond());
    double read = readBytes(deployment, weights, tokens) + kvBytes;
    return Math.max(arithmetic, read / (tensor * gpu.memoryBytesPerSecond()));
  }

  private static double readBytes(Deployment deployment, WeightBytes weights, long tokens) {
    int experts = deployment.model().feedForward().experts();
    if (experts == 0) {
      return weights.total();
    }
    double perToken = deployment.model().feedForward().expertsPerToken();
    double touched = 1 - Math.pow(1 - perToken / experts, (double) tokens);
    return weights.total() - weights.routed() * (1 - touched);
  }
}
