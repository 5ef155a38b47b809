package dev.ringside.core.hardware;

import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelShape;

/**
 * The size of a model's weights in bytes, from its shape.
 *
 * <pre>
 * attention  h·d·(heads + 2·kv) + heads·d·h
 *   latent   h·(rank + rope) + rank·heads·2d + heads·d·h     cached latent, its expansion, output
 *            + h·3·rank + 3·rank·heads·(d + rope)            compressed queries
 * MLP        3·h·I      gate, up, down; 2·h·I for OPT and its like, which have no gate
 * experts    E·3·h·I_e + shared·3·h·I_e + h·E
 * embedding  v·h, and once more for the LM head unless tied
 * </pre>
 *
 * <p>Norms, biases and position embeddings are left out; together they are below 0.5 %. For latent
 * attention the shape has neither the rank of the queries nor their size without the rotary part,
 * so 3·rank (1536 for 512 in DeepSeek-V3 and Kimi-K2) and d are assumed. A model that hands over
 * one tensor between stages is assumed to have no gate, as GPT-2, OPT, Falcon, Bloom, MPT and
 * Phi-2.
 *
 * @param embedding the table on the first stage
 * @param head the LM head on the last stage; where tied, a copy if that is another stage
 * @param attention of one layer
 * @param dense feed-forward of one layer without experts
 * @param shared of one expert layer: its router and the experts every token passes
 * @param routed all routed experts of one expert layer
 */
public record WeightBytes(
    ModelShape model,
    double embedding,
    double head,
    double attention,
    double dense,
    double shared,
    double routed) {

  private static final int QUERY_RANKS = 3;

  /** True if the shape has all dimensions that this needs. */
  public static boolean canWeigh(ModelShape model) {
    FeedForwardShape ffn = model.feedForward();
    boolean dense = ffn.intermediate() > 0 || (ffn.hasExperts() && ffn.denseLayers() == 0);
    return model.attention().isKnown() && dense && (!ffn.hasExperts() || ffn.expertsPerToken() > 0);
  }

  /**
   * The weights at {@code bytesPerParameter} each.
   *
   * @throws IllegalArgumentException if the shape does not say enough
   */
  public static WeightBytes of(ModelShape model, double bytesPerParameter) {
    if (!canWeigh(model)) {
      throw new IllegalArgumentException(
          "model %s: its weights are not known without attention heads and feed-forward sizes"
              .formatted(model.name()));
    }
    double h = model.hidden();
    double table = h * model.vocabulary() * bytesPerParameter;
    FeedForwardShape ffn = model.feedForward();
    int matrices = model.tensorsHandedOver() == 1 ? 2 : 3;
    double expert = 3 * h * ffn.expertIntermediate() * bytesPerParameter;
    return new WeightBytes(
        model,
        table,
        table,
        attention(model.attention(), h) * bytesPerParameter,
        matrices * h * ffn.intermediate() * bytesPerParameter,
        ffn.sharedExperts() * expert + h * ffn.experts() * bytesPerParameter,
        ffn.experts() * expert);
  }

  private static double attention(AttentionShape attention, double h) {
    double d = attention.headDim();
    double heads = attention.heads();
    double output = heads * d * h;
    if (attention.isLatent()) {
      double rank = attention.latentRank();
      double rope = attention.latentRope();
      double latent = h * (rank + rope) + rank * heads * 2 * d;
      double queries = QUERY_RANKS * rank * (h + heads * (d + rope));
      return latent + queries + output;
    }
    return h * d * (heads + 2.0 * attention.kvHeads()) + output;
  }

  /** All parameters. */
  public double total() {
    return ofLayers(0, model.layers(), 1) + embedding + (model.tiedEmbeddings() ? 0 : head);
  }

  /** The parameters one token uses: all but the experts it is not sent to. */
  public double active() {
    return total() - expertLayers(0, model.layers()) * routed * (1 - shareOfExperts());
  }

  /** k/E; 0 without experts. */
  private double shareOfExperts() {
    FeedForwardShape ffn = model.feedForward();
    return ffn.hasExperts() ? (double) ffn.expertsPerToken() / ffn.experts() : 0;
  }

  /**
   * Layers {@code from} to {@code to}, the last exclusive, of whose routed experts a share counts.
   */
  double ofLayers(int from, int to, double shareOfRouted) {
    int expertLayers = expertLayers(from, to);
    return (to - from) * attention
        + (to - from - expertLayers) * dense
        + expertLayers * (shared + shareOfRouted * routed);
  }

  /** The parameters of all layers that one token uses. */
  double activeLayers() {
    return ofLayers(0, model.layers(), shareOfExperts());
  }

  /** Layers without experts are the model's first ones. */
  private int expertLayers(int from, int to) {
    FeedForwardShape ffn = model.feedForward();
    return ffn.hasExperts() ? to - Math.min(to, Math.max(from, ffn.denseLayers())) : 0;
  }
}
