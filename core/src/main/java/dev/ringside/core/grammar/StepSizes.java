package dev.ringside.core.grammar;

import java.util.List;

/**
 * What a step is solved for: the numbers from which the sizes of all its calls follow.
 *
 * @param tokens T̂, −1 if not known
 * @param rows R, logits rows; −1 if not known, 0 where no logits were asked for
 * @param others tokens that each rank of the experts' exchange brings, in the ranks' order; empty
 *     if all bring as many. Of attention in replicas: T̂ of each replica, or only their sum if that
 *     is all that is known
 * @param draftTokens rows of the first drafting pass, −1 if there was none
 * @param drafts rows of each later one and of each gather of drafted logits, −1 if there was none
 * @param beside what the step ran beside the language model's own calls
 */
public record StepSizes(
    long tokens, long rows, List<Long> others, long draftTokens, long drafts, Beside beside) {

  public static final long UNKNOWN = -1;

  /**
   * What most steps have nothing of.
   *
   * @param embedded T where the embedding is not padded, −1 if it is as T̂ says; of attention in
   *     replicas T̂ of this rank's replica, 0 of one without work
   * @param patches of each pass of the encoder
   * @param gathered rows of each gather of encoded pictures, where each rank encodes whole ones
   * @param prompts rows of each gather of prompt logits; of attention in replicas rows of each
   *     replica that makes its own logits
   * @param doubts how often its calls could be read in more ways than one
   */
  public record Beside(
      long embedded, List<Long> patches, List<Long> gathered, List<Long> prompts, long doubts) {

    public static final Beside NONE = new Beside(UNKNOWN, List.of(), List.of(), List.of(), 0);

    public Beside {
      patches = List.copyOf(patches);
      gathered = List.copyOf(gathered);
      prompts = List.copyOf(prompts);
    }

    private Beside orWhatIsKnownOf(Beside other) {
      return equals(other)
          ? this
          : new Beside(
              Math.max(embedded, other.embedded),
              longer(patches, other.patches),
              longer(gathered, other.gathered),
              longer(prompts, other.prompts),
              Math.max(doubts, other.doubts));
    }

    private static List<Long> longer(List<Long> one, List<Long> other) {
      return one.size() >= other.size() ? one : other;
    }
  }

  public StepSizes {
    others = List.copyOf(others);
  }

  /** A step of text alone. */
  public StepSizes(long tokens, long rows, List<Long> others, long draftTokens, long drafts) {
    this(tokens, rows, others, draftTokens, drafts, Beside.NONE);
  }

  /** A step that drafts nothing, in which all ranks have as many tokens. */
  public StepSizes(long tokens, long rows) {
    this(tokens, rows, List.of(), UNKNOWN, UNKNOWN);
  }

  /** True if a drafting model ran in the step. */
  public boolean drafted() {
    return draftTokens != UNKNOWN || drafts != UNKNOWN;
  }

  /** True if the numbers rest on one of several readings of the step's calls. */
  public boolean doubtful() {
    return beside.doubts() > 0;
  }

  /** True if the encoder ran before the language model. */
  public boolean encoded() {
    return !beside.patches().isEmpty() || !beside.gathered().isEmpty();
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
            Math.max(drafts, other.drafts),
            beside.orWhatIsKnownOf(other.beside));
  }

  public StepSizes withTokens(long other) {
    return other == tokens ? this : new StepSizes(other, rows, others, draftTokens, drafts, beside);
  }

  /**
   * The same for one replica of attention: its own tokens and, if it makes its own logits, rows.
   *
   * @param replicas of attention within a tensor group
   */
  public StepSizes ofReplica(int replica, int replicas) {
    long own = beside.embedded();
    if (others.isEmpty()) {
      own = tokens < 0 ? UNKNOWN : tokens / replicas;
    } else if (others.size() == replicas) {
      own = others.get(replica);
    }
    long ownRows = beside.prompts().size() == replicas ? beside.prompts().get(replica) : rows;
    return new StepSizes(
        tokens,
        ownRows,
        others,
        draftTokens,
        drafts,
        new Beside(own, beside.patches(), beside.gathered(), List.of(), beside.doubts()));
  }

  /**
   * The same of a whole tensor group: T̂ of each replica of attention, and rows of each that makes
   * its own logits.
   */
  public StepSizes ofReplicas(List<Long> ownTokens, List<Long> ownRows) {
    long allRows = ownRows.isEmpty() ? rows : ownRows.stream().mapToLong(Long::longValue).sum();
    return new StepSizes(
        tokens,
        allRows,
        ownTokens,
        draftTokens,
        drafts,
        new Beside(UNKNOWN, beside.patches(), beside.gathered(), ownRows, beside.doubts()));
  }

  /** The number that {@code variable} stands for; −1 if not known, or if it is several. */
  long of(Variable variable) {
    return switch (variable) {
      case TOKENS, HEAD_TOKENS, SUMMED -> tokens;
      case ROWS -> rows;
      case DRAFT_TOKENS -> draftTokens;
      case DRAFTS -> drafts;
      case EMBEDDED -> beside.embedded() == UNKNOWN ? tokens : beside.embedded();
      case OTHERS, PATCHES, GATHERED, PROMPTS, FIXED -> UNKNOWN;
    };
  }

  /** The numbers of a variable that a step has several of. */
  List<Long> allOf(Variable variable) {
    return switch (variable) {
      case OTHERS -> others;
      case PATCHES -> beside.patches();
      case GATHERED -> beside.gathered();
      case PROMPTS -> beside.prompts();
      default -> List.of();
    };
  }
}
