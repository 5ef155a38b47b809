package dev.ringside.core.hardware;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.ModelShape;

/**
 * What the fullest GPU must hold: its share of the weights, and the KV cache of the requests that
 * run at the same time.
 *
 * <pre>
 * stage s, a rank   (layers of s + [s = 0]·v·h + [s = p−1]·v·h) / t,  routed experts also over d
 *                   + B·(S_p + S_d)·L_s·(KV elements of a token and rank)·b
 * </pre>
 *
 * Fewer KV heads than ranks are replicated, latents are on every rank. Activations, CUDA graphs and
 * NCCL's buffers are what {@link #USABLE} leaves out.
 */
public final class MemoryFit {

  /** The share of memory that vLLM gives to weights and cache, {@code gpu_memory_utilization}. */
  public static final double USABLE = 0.9;

  private final Deployment deployment;
  private final WeightBytes weights;

  public MemoryFit(Deployment deployment, double bytesPerParameter) {
    this.deployment = deployment;
    this.weights = WeightBytes.of(deployment.model(), bytesPerParameter);
  }

  /**
   * Data-parallel ranks that share the routed experts, in addition to the tensor group. Only vLLM
   * joins its data-parallel ranks for them.
   */
  static int ranksSharingExperts(Deployment deployment) {
    boolean joined =
        deployment.model().feedForward().hasExperts() && deployment.engine().joinsReplicas();
    return joined ? deployment.layout().data() : 1;
  }

  /**
   * Bytes on the fullest GPU.
   *
   * @param cachedTokens tokens of all requests of a replica, at their longest
   */
  public double bytes(long cachedTokens) {
    double fullest = 0;
    int from = 0;
    for (int stage = 0; stage < deployment.layout().pipeline(); stage++) {
      int to = from + deployment.layersOf(stage);
      fullest =
          Math.max(
              fullest, weightBytes(stage, from, to) + kvBytes(to - from, (double) cachedTokens));
      from = to;
    }
    return fullest;
  }

  private double weightBytes(int stage, int from, int to) {
    ModelShape model = deployment.model();
    int pipeline = deployment.layout().pipeline();
    int tensor = deployment.layout().tensor();
    double layers = weights.ofLayers(from, to, 1.0 / ranksSharingExperts(deployment));
    double embedding = stage == 0 ? weights.embedding() : 0;
    boolean ownHead = stage == pipeline - 1 && !(model.tiedEmbeddings() && pipeline == 1);
    double head = ownHead ? weights.head() : 0;
    boolean split = deployment.engine().shardsEmbedding();
    return (layers + head) / tensor + embedding / (split ? tensor : 1);
  }

  /** KV cache of {@code layers} layers on one rank. */
  public double kvBytes(int layers, double tokens) {
    return tokens
        * layers
        * deployment.model().attention().kvElementsPerTokenAndRank(deployment.layout().tensor())
        * deployment.dataType().bytes();
  }
}
