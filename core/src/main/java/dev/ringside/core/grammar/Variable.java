package dev.ringside.core.grammar;

/** The number of a step that the size of a call depends on. */
public enum Variable {
  /** T̂, of this rank. */
  TOKENS,
  /** R. */
  ROWS,
  /** Tokens of each rank of the exchange in turn. */
  OTHERS,
  /**
   * T̂ where replicas of attention bring together tokens of unequal numbers: of all of them,
   * summed.
   */
  SUMMED,
  /** Rows of the first drafting pass. */
  DRAFT_TOKENS,
  /** Rows of each later drafting pass, and of each gather of drafted logits. */
  DRAFTS,
  /** T̂ once more, of the first pass of a drafting head: it runs over what the target ran over. */
  HEAD_TOKENS,
  /**
   * T, of an embedding that is not padded: before pictures go in beside the text. Of attention in
   * replicas: T̂ of this rank's replica.
   */
  EMBEDDED,
  /** Patches that a pass of the encoder runs over. */
  PATCHES,
  /** Rows that a rank brings where each rank encodes whole pictures. */
  GATHERED,
  /** Rows of prompt logits, of each gather for itself. */
  PROMPTS,
  /** None: the size is always the same. */
  FIXED;
}
