package dev.ringside.core.advise;

import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelShape;

/**
 * How many parameters a model has, from its shape.
 *
 * <pre>
 * attention  h·d·(heads + 2·kv) + heads·d·h      (latent: h·(rank + rope) + heads·rank·2d + 2·heads·d·h)
 * MLP        3·h·I          gate, up, down
 * experts    E·3·h·I_e + shared·3·h·I_e + h·E
 * embedding  v·h, and once more for the LM head unless tied
 * </pre>
 *
 * <p>Norms, biases and position embeddings are left out: below 0.1 %. For latent attention the
 * query compression is not in the shape and its heads are taken as uncompressed, so the figure is
 * an estimate there.
 *
 * @param total all parameters
 * @param active those a token passes: all but the experts it is not sent to
 * @param routed those of all routed experts
 */
public record WeightBytes(double total, double active, double routed) {

  /** True if the shape says enough to weigh the model. */
  public static boolean canWeigh(ModelShape model) {
    boolean dense = model.feedForward().intermediate() > 0;
    return model.attention().isKnown() && (dense || model.feedForward().hasExperts());
  }

  /** Bytes at {@code bytesPerParameter} each. */
  public static WeightBytes of(ModelShape model, double bytesPerParameter) {
    double h = model.hidden();
    double embedding = h * model.vocabulary() * (model.tiedEmbeddings() ? 1 : 2);
    double attention = attention(model.attention(), h) * model.layers();
    FeedForwardShape ffn = model.feedForward();
    int expertLayers = ffn.expertLayers(model.layers());
    double dense = 3 * h * ffn.intermediate() * (model.layers() - expertLayers);
    double expert = 3 * h * ffn.expertIntermediate();
    double shared = expertLayers * (ffn.sharedExperts() * expert + h * ffn.experts());
    double routed = expertLayers * ffn.experts() * expert;
    double routedActive = expertLayers * ffn.expertsPerToken() * expert;
    double common = embedding + attention + dense + shared;
    return new WeightBytes(
        (common + routed) * bytesPerParameter,
        (common + routedActive) * bytesPerParameter,
        routed * bytesPerParameter);
  }

  private static double attention(AttentionShape attention, double h) {
    double d = attention.headDim();
    if (attention.isLatent()) {
      double latent = h * (attention.latentRank() + attention.latentRope());
      double expanded = 2.0 * attention.heads() * d * attention.latentRank();
      return latent + expanded + 2 * attention.heads() * d * h;
    }
    return h * d * (attention.heads() + 2.0 * attention.kvHeads()) + attention.heads() * d * h;
  }
}
