package dev.ringside.core.deployment;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A number of a model, beyond its common dimensions, on which the calls of its family depend. A
 * model that has not got the thing has no such trait.
 */
public enum Trait {
  /** 1: attention and feed-forward of a layer read the same input, and are summed together. */
  PARALLEL_BLOCK,
  /** 1: the gated norm of a Mamba-2 mixer goes over all its heads (one group), so ranks sum it. */
  STATE_NORM,
  /** Columns of a Mamba-1 mixer's input-dependent parameters: dt_rank + 2·state. */
  STATE_COLUMNS,
  /** Elements a token has in the per-layer embedding of one layer. */
  LAYER_EMBEDDING,
  /** Gathers that spread the input over a model's alternating streams (AltUp): streams − 1. */
  STREAM_GATHERS,
  /** Residual streams that a stage hands over (hyper-connections). */
  STREAMS,
  /** Elements that experts of a latent mixture work on instead of the hidden size. */
  EXPERT_LATENT,
  /** Columns of the experts' sum where a kernel pads them beyond the hidden size. */
  EXPERT_WIDTH,
  /** Columns of the embedding, where not the hidden size. */
  EMBEDDING_WIDTH,
  /** Width of a shared feed-forward beside the experts. */
  SHARED_WIDTH,
  /** 1: pictures or sound go in beside the text. */
  MULTIMODAL,
  /** Columns of an encoder of pictures. */
  VISION_WIDTH,
  /** Its layers. */
  VISION_LAYERS,
  /** Patches that its merger puts together to one row beside the text. */
  VISION_MERGE,
  /** Mergers of its inner layers (deepstack), beside the last one. */
  VISION_STACK,
  /** Tensors of the hidden size that a stage hands over, as the operator says. */
  HANDED_OVER,
  /** Rank of the adapters by which layers that share their weights differ (Zamba 2). */
  ADAPTER_RANK,
  /** Adapters of a shared layer's queries, keys and values: 3, or none. */
  ATTENTION_ADAPTERS,
  /** Elements of the keys of a linear mixer (gated delta rule), all heads. */
  LINEAR_KEYS,
  /** Elements of its values, all heads. */
  LINEAR_VALUES,
  /** Its heads of values. */
  LINEAR_HEADS;

  /** {@code layer-embedding}: in the table of families, and the key in records. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Trait> ofLabel(String label) {
    return Arrays.stream(values()).filter(trait -> trait.label().equals(label)).findFirst();
  }
}
