package dev.ringside.simulator.engine;

import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.hardware.Gpu;

/**
 * How long a rank computes: a launch, and the longer of arithmetic and memory traffic.
 *
 * <p>{@code max(2·T·w/F, w·b/B) + launch} for w weights of the rank; attention adds {@code
 * 4·attended·h/t} operations and the KV cache it reads. F and B are shares of the data sheet's
 * figures, since no kernel reaches them. Nanoseconds; where the model's shape is not known, a layer
 * has 4h² attention and 8h² feed-forward weights.
 *
 * <p>Source: Williams, Waterman, Patterson, "Roofline" (2009). The shares are ours.
 */
public final class ComputeTime {

  private static final double ARITHMETIC_SHARE = 0.45;
  private static final double MEMORY_SHARE = 0.75;
  private static final double LAUNCH_NS = 4_000;

  private final ModelShape model;
  private final double tensor;
  private final int bytes;
  private final double operationsPerNs;
  private final double bytesPerNs;
  private final int expertRanks;

  /**
   * @param expertRanks ranks that the experts of a layer are spread over
   */
  public ComputeTime(Deployment deployment, int expertRanks) {
    Gpu gpu = Gpu.ofLabel(deployment.options().gpu()).orElse(Gpu.H100);
    this.model = deployment.model();
    this.tensor = deployment.layout().tensor();
    this.bytes = deployment.dataType().bytes();
    this.operationsPerNs = gpu.flopsPerSecond() * ARITHMETIC_SHARE / 1e9;
    this.bytesPerNs = gpu.memoryBytesPerSecond() * MEMORY_SHARE / 1e9;
    this.expertRanks = expertRanks;
  }

  /** Projections and attention of one layer. */
  public double attentionNs(long tokens, long attended, long context) {
    AttentionShape shape = model.attention();
    double hidden = model.hidden();
    double weights =
        shape.isKnown()
            ? hidden * shape.headDim() * (2.0 * shape.heads() + 2.0 * shape.kvHeads())
            : 4 * hidden * hidden;
    double kv =
        (shape.isKnown() ? shape.kvElementsPerToken() : 2.0 * hidden) * bytes * context / tensor;
    double scores = 4.0 * attended * hidden / tensor;
    return dense(tokens, weights / tensor) + Math.max(scores / operationsPerNs, kv / bytesPerNs);
  }

  /** The dense feed-forward half of one layer. */
  public double feedForwardNs(long tokens) {
    double hidden = model.hidden();
    double width = model.feedForward().intermediate();
    return dense(tokens, (width > 0 ? 3 * hidden * width : 8 * hidden * hidden) / tensor);
  }

  /** One rank's experts of a layer, if all ranks' loads were the same. */
  public double expertsNs(long tokensOfGroup) {
    FeedForwardShape shape = model.feedForward();
    double expert = 3.0 * model.hidden() * Math.max(1, shape.expertIntermediate());
    double visits = (double) tokensOfGroup * shape.expertsPerToken() / expertRanks;
    double touched = Math.min((double) shape.experts() / expertRanks, Math.max(1, visits));
    double shared = shape.sharedExperts() * expert / expertRanks;
    return Math.max(
            2 * visits * expert / operationsPerNs, (touched * expert + shared) * bytes / bytesPerNs)
        + LAUNCH_NS;
  }

  public double logitsNs(long rows) {
    return dense(rows, (double) model.hidden() * model.vocabulary() / tensor);
  }

  private double dense(long tokens, double weights) {
    double arithmetic = 2 * tokens * weights / operationsPerNs;
    return Math.max(arithmetic, weights * bytes / bytesPerNs) + LAUNCH_NS;
  }
}
