package dev.ringside.core.hardware;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.FeedForwardShape;

/**
 * Compute time of a pass at the machine's limits: the larger of arithmetic and memory.
 *
 * <pre>
 * max( 2·(P_active·T + P_head·R) / (t·F) ,  (weights read + KV cache read) of a rank / M )
 * </pre>
 *
 * for T tokens and R logits rows through all stages, one after the other. F operations and M bytes
 * a second are those of one GPU's data sheet. No kernel reaches either limit, so real times are
 * longer: the figures compare layouts and do not predict times. Attention's own arithmetic is left
 * out, being small below a few thousand tokens. The embedding is a look-up without arithmetic.
 *
 * <p>Of E experts a pass reads those its tokens are sent to: under uniform routing E(1−(1−k/E)^T)
 * for each layer, where T counts the tokens of all ranks that share the experts.
 */
public final class Roofline {

  private final Deployment deployment;
  private final Gpu gpu;
  private final double bytesPerParameter;
  private final WeightBytes weights;

  public Roofline(Deployment deployment, Gpu gpu, double bytesPerParameter) {
    this.deployment = deployment;
    this.gpu = gpu;
    this.bytesPerParameter = bytesPerParameter;
    this.weights = WeightBytes.of(deployment.model(), bytesPerParameter);
  }

  /**
   * Seconds of one pass on one replica.
   *
   * @param tokens T of one data-parallel rank
   * @param rows R
   * @param kvBytes bytes of KV cache that one rank of each stage reads, all stages together
   */
  public double seconds(long tokens, long rows, double kvBytes) {
    int tensor = deployment.layout().tensor();
    double multiplied = weights.activeLayers() * tokens + weights.head() * rows;
    double arithmetic = 2 * multiplied / bytesPerParameter / (tensor * gpu.flopsPerSecond());
    double read = readBytes(tokens) / tensor + kvBytes;
    return Math.max(arithmetic, read / gpu.memoryBytesPerSecond());
  }

  private double readBytes(long tokens) {
    int sharing = MemoryFit.ranksSharingExperts(deployment);
    double ofExperts = touched(tokens * (double) sharing) / sharing;
    return weights.ofLayers(0, deployment.model().layers(), ofExperts) + weights.head();
  }

  private double touched(double tokens) {
    FeedForwardShape ffn = deployment.model().feedForward();
    return ffn.hasExperts()
        ? 1 - Math.pow(1 - (double) ffn.expertsPerToken() / ffn.experts(), tokens)
        : 0;
  }
}
