package dev.ringside.core.grammar;

/** The number of a step that the size of a call depends on. */
public enum Variable {
  /** T̂, of this rank. */
  TOKENS,
  /** R. */
  ROWS,
  /** Tokens of each rank of the exchange in turn. */
  OTHERS,
  /** Rows of the first drafting pass. */
  DRAFT_TOKENS,
  /** Rows of each later drafting pass, and of each gather of drafted logits. */
  DRAFTS,
  /** None: the size is always the same. */
  FIXED;
}
