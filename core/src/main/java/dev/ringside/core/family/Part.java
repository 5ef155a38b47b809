package dev.ringside.core.family;

import java.util.Locale;

/** A place in a forward pass at which a model calls, and a column of the table. */
public enum Part {
  /** At the start of the first stage. */
  EMBEDDING,
  /** Once a pass, on the first stage, after the embedding. */
  PASS,
  /** Attention of a layer, its output projection included. */
  ATTENTION,
  /** A state-space, convolution or linear mixer in attention's place. */
  MIXER,
  /** The feed-forward half of a layer without experts. */
  DENSE,
  /** The experts of a layer, routed and shared. */
  EXPERTS,
  /** Once a pass, on the last stage, after its last layer. */
  END,
  /** At the end of the last stage. */
  LOGITS,
  /** A layer of the encoder of pictures; a row is a patch. */
  TOWER,
  /** Once for each merger of the encoder; a row is what goes in beside the text. */
  MERGER,
  /** A drafting pass of a head that came with the model (MTP) or was made for it (EAGLE). */
  HEAD,
  /** One call is one tensor that a stage hands to the next. */
  HANDOVER;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
