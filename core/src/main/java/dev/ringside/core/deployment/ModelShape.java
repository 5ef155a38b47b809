package dev.ringside.core.deployment;

import dev.ringside.core.bound.Bound;

/**
 * The dimensions of a transformer that decide its communication and, where known, the size of its
 * weights.
 *
 * @param name catalog name, or the name in the config file
 * @param layers L
 * @param hidden h, elements of one token's activation
 * @param vocabulary v, unpadded
 * @param tensorsHandedOver k, tensors a pipeline stage sends to the next in one pass: 2
 *     (hidden_states and residual) for Llama and its like, 1 for models without a residual stream
 *     of their own
 * @param tiedEmbeddings the LM head shares the embedding's weights: fewer bytes, the same calls
 * @param family whose code runs it; decides what it communicates besides the common calls
 */
public record ModelShape(
    String name,
    int layers,
    int hidden,
    int vocabulary,
    int tensorsHandedOver,
    AttentionShape attention,
    FeedForwardShape feedForward,
    boolean tiedEmbeddings,
    ModelFamily family) {

  public ModelShape {
    Bound.NAME_BYTES.require(name, "name of a model");
    Bound.LAYERS.require(layers, "model");
    if (layers < 1 || hidden < 1 || vocabulary < 1 || tensorsHandedOver < 1) {
      throw new IllegalArgumentException(
          "model %s: layers %d, hidden size %d, vocabulary %d, tensors handed over %d must be positive"
              .formatted(name, layers, hidden, vocabulary, tensorsHandedOver));
    }
    for (int dimension : new int[] {hidden, vocabulary, tensorsHandedOver}) {
      Bound.DIMENSION.require(dimension, "model " + name);
    }
    if (feedForward.denseLayers() > layers) {
      throw new IllegalArgumentException(
          "model %s: %d dense layers of %d".formatted(name, feedForward.denseLayers(), layers));
    }
    if (!family.layers().isEmpty() && family.layers().length() != layers) {
      throw new IllegalArgumentException(
          "model %s: kinds of %d layers are given, but it has %d"
              .formatted(name, family.layers().length(), layers));
    }
  }

  /** A model of no stated family. */
  public ModelShape(
      String name,
      int layers,
      int hidden,
      int vocabulary,
      int tensorsHandedOver,
      AttentionShape attention,
      FeedForwardShape feedForward,
      boolean tiedEmbeddings) {
    this(
        name,
        layers,
        hidden,
        vocabulary,
        tensorsHandedOver,
        attention,
        feedForward,
        tiedEmbeddings,
        ModelFamily.UNSTATED);
  }

  /** A model with only the dimensions that decide its communication. */
  public ModelShape(String name, int layers, int hidden, int vocabulary, int tensorsHandedOver) {
    this(
        name,
        layers,
        hidden,
        vocabulary,
        tensorsHandedOver,
        AttentionShape.UNKNOWN,
        FeedForwardShape.UNKNOWN,
        false);
  }

  /** The same model, run by the code of {@code other}. */
  public ModelShape of(ModelFamily other) {
    return new ModelShape(
        name,
        layers,
        hidden,
        vocabulary,
        tensorsHandedOver,
        attention,
        feedForward,
        tiedEmbeddings,
        other);
  }

  /** v', the vocabulary rounded up to a multiple; engines pad before they shard. */
  public long paddedVocabulary(int multiple) {
    return (vocabulary + multiple - 1L) / multiple * multiple;
  }

  /**
   * Bytes that one token adds to the KV cache, all layers, the whole model.
   *
   * <p>Grouped heads: {@code L·2·n_kv·d·b}; latent attention: {@code L·(rank + rope)·b}.
   */
  public long kvBytesPerToken(int elementBytes) {
    return layers * attention.kvElementsPerToken() * elementBytes;
  }
}
