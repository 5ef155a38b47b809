package dev.ringside.core.grammar;

import java.util.Locale;

/** The reason why a pass makes a call. */
public enum Purpose {
  /** Sums and gathers of the encoder of pictures or sound, before the language model runs. */
  ENCODER,
  /** Sums the vocabulary-sharded embedding; stage 0 only. */
  EMBEDDING,
  /** Sums attention output and MLP output of each layer. */
  LAYER,
  /** Brings the vocabulary shards of the logits together; last stage only. */
  LOGITS,
  /** Activations from one pipeline stage to the next. */
  HANDOVER,
  /** Re-assembles handed-over slices inside the receiving tensor group. */
  REBUILD,
  /** Sends tokens to the ranks that hold their experts. */
  DISPATCH,
  /** Brings the experts' results back and sums them. */
  COMBINE,
  /** Shares queries, partial attention or latents among ranks that split one sequence. */
  CONTEXT,
  /** Calls of a drafting model, before the target verifies its tokens. */
  DRAFT,
  /** The engine may leave the call out: it is never missing, and never unexpected. */
  OPTIONAL,
  /** The engine's own coordination: in no pass, never missing and never unexpected. */
  CONTROL;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
