package dev.ringside.core.deployment;

import dev.ringside.core.bound.Bound;

/**
 * The heads of attention, which decide the KV cache and how it splits over tensor ranks.
 *
 * @param heads query heads, 0 if unknown
 * @param kvHeads key and value heads; fewer than t are replicated
 * @param headDim elements of one head
 * @param latentRank kv_lora_rank of multi-head latent attention (DeepSeek), 0 for plain attention
 * @param latentRope rotary elements cached beside the latent, 0 for plain attention
 */
public record AttentionShape(int heads, int kvHeads, int headDim, int latentRank, int latentRope) {

  public static final AttentionShape UNKNOWN = new AttentionShape(0, 0, 0, 0, 0);

  public AttentionShape {
    if (heads < 0 || kvHeads < 0 || headDim < 0 || latentRank < 0 || latentRope < 0) {
      throw new IllegalArgumentException(
          "attention of %d heads, %d KV heads of %d: none may be negative"
              .formatted(heads, kvHeads, headDim));
    }
    for (int dimension : new int[] {heads, kvHeads, headDim, latentRank, latentRope}) {
      Bound.DIMENSION.require(dimension, "attention");
    }
  }

  public static AttentionShape grouped(int heads, int kvHeads, int headDim) {
    return new AttentionShape(heads, kvHeads, headDim, 0, 0);
  }

  public boolean isKnown() {
    return heads > 0;
  }

  public boolean isLatent() {
    return latentRank > 0;
  }

  /** Elements that one token of one layer adds to the KV cache of the whole model. */
  public long kvElementsPerToken() {
    return isLatent() ? latentRank + latentRope : 2L * kvHeads * headDim;
  }

  /** The same on one of {@code tensor} ranks: latents are not divided, too few heads replicated. */
  public long kvElementsPerTokenAndRank(int tensor) {
    return isLatent() ? latentRank + latentRope : 2L * Math.max(1, kvHeads / tensor) * headDim;
  }
}
