package dev.ringside.ingest.deployment;

import dev.ringside.core.deployment.ModelShape;
import java.util.Optional;

/**
 * A model's dimensions as its maker publishes them: those that decide what it communicates, and
 * those that bound how it can be split.
 *
 * @param attentionHeads 0 if unknown
 * @param keyValueHeads 0 if unknown
 * @param headDim elements of one head, 0 if unknown
 */
public record Model(ModelShape shape, int attentionHeads, int keyValueHeads, int headDim) {

  /**
   * What keeps the model from being split over {@code tensor} ranks, in words; empty if nothing.
   */
  Optional<String> obstacleTo(int tensor, int vocabularyPadding) {
    if (attentionHeads % tensor != 0) {
      return Optional.of("%d attention heads".formatted(attentionHeads));
    }
    if (shape.hidden() % tensor != 0) {
      return Optional.of("hidden size %d".formatted(shape.hidden()));
    }
    long vocabulary = shape.paddedVocabulary(vocabularyPadding);
    return vocabulary % tensor != 0
        ? Optional.of("vocabulary %d".formatted(vocabulary))
        : Optional.empty();
  }
}
