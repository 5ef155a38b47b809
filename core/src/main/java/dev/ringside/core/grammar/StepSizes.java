package dev.ringside.core.grammar;

import java.util.List;

/**
 * What a step is solved for: the numbers from which the sizes of all its calls follow.
 *
 * @param tokens T̂, −1 if not known
 * @param rows R, logits rows; −1 if not known, 0 where no logits were asked for
 * @param others tokens that each rank of the experts' exchange brings, in the ranks' order; empty
 *     if all bring as many
 * @param draftTokens rows of the first drafting pass, −1 if there was none
 * @param drafts rows of each later one and of each gather of drafted logits, −1 if there was none
 */
public record StepSizes(long tokens, long rows, List<Long> others, long draftTokens, long drafts) {

  public static final long UNKNOWN = -1;

  public StepSizes {
    others = List.copyOf(others);
  }

  /** A step that drafts nothing, in which all ranks have as many tokens. */
  public StepSizes(long tokens, long rows) {
    this(tokens, rows, List.of(), UNKNOWN, UNKNOWN);
  }

  /** True if a drafting model ran in the step. */
  public boolean drafted() {
    return draftTokens != UNKNOWN || drafts != UNKNOWN;
  }

  /** The larger of both in each number: ranks of other stages do not see all of them. */
  public StepSizes orWhatIsKnownOf(StepSizes other) {
    return equals(other)
        ? this
        : new StepSizes(
            Math.max(tokens, other.tokens),
            Math.max(rows, other.rows),
            others.isEmpty() ? other.others : others,
            Math.max(draftTokens, other.draftTokens),
            Math.max(drafts, other.drafts));
  }

  public StepSizes withTokens(long other) {
    return other == tokens ? this : new StepSizes(other, rows, others, draftTokens, drafts);
  }

  /** The number that {@code variable} stands for; −1 if not known, or if it is several. */
  long of(Variable variable) {
    return switch (variable) {
      case TOKENS -> tokens;
      case ROWS -> rows;
      case DRAFT_TOKENS -> draftTokens;
      case DRAFTS -> drafts;
      case OTHERS, FIXED -> UNKNOWN;
    };
  }
}
