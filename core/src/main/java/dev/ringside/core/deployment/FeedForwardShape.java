package dev.ringside.core.deployment;

import dev.ringside.core.bound.Bound;

/**
 * The feed-forward half of the layers: dense, or experts behind a router.
 *
 * @param intermediate width of a dense layer, 0 if unknown
 * @param experts routed experts of a layer, 0 for a dense model
 * @param expertsPerToken k, experts a token is sent to
 * @param expertIntermediate width of one expert
 * @param sharedExperts experts that every token goes through
 * @param denseLayers layers of the model without experts
 */
public record FeedForwardShape(
    int intermediate,
    int experts,
    int expertsPerToken,
    int expertIntermediate,
    int sharedExperts,
    int denseLayers) {

  public static final FeedForwardShape UNKNOWN = new FeedForwardShape(0, 0, 0, 0, 0, 0);

  public FeedForwardShape {
    if (intermediate < 0
        || experts < 0
        || expertsPerToken < 0
        || expertsPerToken > experts
        || expertIntermediate < 0
        || sharedExperts < 0
        || denseLayers < 0) {
      throw new IllegalArgumentException(
          "feed-forward of %d experts, %d a token, %d dense layers"
              .formatted(experts, expertsPerToken, denseLayers));
    }
    for (int dimension : new int[] {intermediate, experts, expertIntermediate, sharedExperts}) {
      Bound.DIMENSION.require(dimension, "feed-forward");
    }
  }

  public static FeedForwardShape dense(int intermediate) {
    return new FeedForwardShape(intermediate, 0, 0, 0, 0, 0);
  }

  public boolean hasExperts() {
    return experts > 0;
  }

  /** Layers with experts in a model of {@code layers}. */
  public int expertLayers(int layers) {
    return hasExperts() ? Math.max(0, layers - denseLayers) : 0;
  }
}
