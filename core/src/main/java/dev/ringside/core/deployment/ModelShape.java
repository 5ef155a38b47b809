package dev.ringside.core.deployment;

/**
 * The dimensions of a dense transformer that decide what it communicates.
 *
 * @param name catalog name, or what the config file calls itself
 * @param layers L
 * @param hidden h, elements of one token's activation
 * @param vocabulary v, unpadded
 * @param tensorsHandedOver k, tensors a pipeline stage sends to the next in one pass: 2
 *     (hidden_states and residual) for Llama and its like
 */
public record ModelShape(
    String name, int layers, int hidden, int vocabulary, int tensorsHandedOver) {

  public ModelShape {
    if (layers < 1 || hidden < 1 || vocabulary < 1 || tensorsHandedOver < 1) {
      throw new IllegalArgumentException(
          "model %s: layers %d, hidden size %d, vocabulary %d, tensors handed over %d must be positive"
              .formatted(name, layers, hidden, vocabulary, tensorsHandedOver));
    }
  }

  /** v', the vocabulary rounded up to a multiple; engines pad before they shard. */
  public long paddedVocabulary(int multiple) {
    return (vocabulary + multiple - 1L) / multiple * multiple;
  }
}
