package dev.ringside.core.model;

import java.util.Locale;

/** What an expected call is for. */
public enum Purpose {
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
  /** What a drafting model communicates before the target verifies its tokens. */
  DRAFT,
  /** Neither missing when absent nor unexpected when seen. */
  OPTIONAL;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
