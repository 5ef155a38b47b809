package dev.ringside.core.assembly;

import dev.ringside.core.grammar.Size;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.grammar.Variable;
import java.util.ArrayList;
import java.util.List;

/** The numbers of the step that is being parsed, as far as its calls have told them. */
final class StepVariables {

  /** Ranks of an exchange whose tokens are told apart; of more, sizes are not checked. */
  static final int MOST_OTHERS = 1024;

  /** Pictures of a step, and gathers of prompts' logits; further ones have no place in it. */
  static final int MOST_BESIDE = 256;

  private long tokens = StepSizes.UNKNOWN;
  private long rows = StepSizes.UNKNOWN;
  private long draftTokens = StepSizes.UNKNOWN;
  private long drafts = StepSizes.UNKNOWN;
  private long embedded = StepSizes.UNKNOWN;
  private long picture = StepSizes.UNKNOWN;
  private final List<Long> others = new ArrayList<>();
  private final boolean inReplicas;
  private boolean othersKnown;
  private boolean summed;
  private long doubts;
  private final List<Long> patches = new ArrayList<>();
  private final List<Long> gathered = new ArrayList<>();
  private final List<Long> prompts = new ArrayList<>();

  StepVariables() {
    this(false);
  }

  /**
   * @param inReplicas true if attention runs in replicas within the tensor group
   */
  StepVariables(boolean inReplicas) {
    this.inReplicas = inReplicas;
  }

  void clear() {
    set(new StepSizes(StepSizes.UNKNOWN, StepSizes.UNKNOWN), false, StepSizes.UNKNOWN);
  }

  /**
   * @param ofPicture patches of the encoder's pass that is going on, −1 if none is
   */
  void set(StepSizes sizes, boolean complete, long ofPicture) {
    tokens = sizes.tokens();
    rows = sizes.rows();
    draftTokens = sizes.draftTokens();
    drafts = sizes.drafts();
    others.clear();
    others.addAll(sizes.others());
    othersKnown = complete;
    summed = inReplicas && !others.isEmpty();
    if (summed && !complete && others.equals(List.of(tokens))) {
      others.clear(); // only their sum is known
    }
    embedded = sizes.beside().embedded();
    picture = ofPicture;
    doubts = sizes.beside().doubts();
    restore(patches, sizes.beside().patches());
    restore(gathered, sizes.beside().gathered());
    restore(prompts, sizes.beside().prompts());
  }

  private static void restore(List<Long> list, List<Long> values) {
    list.clear();
    list.addAll(values);
  }

  StepSizes sizes() {
    return sizes(false, false);
  }

  /**
   * @param noLogits R is 0 if it is not known
   * @param idle this rank's replica of attention has no tokens unless a call of its own shows some
   */
  StepSizes sizes(boolean noLogits, boolean idle) {
    long known = rows < 0 && noLogits ? 0 : rows;
    List<Long> brought = summed && others.isEmpty() ? List.of(tokens) : others;
    return new StepSizes(tokens, known, brought, draftTokens, drafts, beside(idle && summed));
  }

  private StepSizes.Beside beside(boolean idle) {
    long own = idle && embedded < 0 ? 0 : embedded;
    boolean asTokens = own == tokens || (inReplicas && tokens >= 0 && !summed);
    long apart = asTokens ? StepSizes.UNKNOWN : own;
    boolean none = patches.isEmpty() && gathered.isEmpty() && prompts.isEmpty();
    return none && apart < 0 && doubts == 0
        ? StepSizes.Beside.NONE
        : new StepSizes.Beside(apart, patches, gathered, prompts, doubts);
  }

  long of(Variable variable) {
    return switch (variable) {
      case TOKENS, HEAD_TOKENS, SUMMED -> tokens;
      case ROWS -> rows;
      case DRAFT_TOKENS -> draftTokens;
      case DRAFTS -> drafts;
      case EMBEDDED -> embedded;
      case PATCHES -> picture;
      case OTHERS, GATHERED, PROMPTS, FIXED -> StepSizes.UNKNOWN;
    };
  }

  /** True if a call of {@code elements} fits what is known; the {@code place}-th of its entry. */
  boolean fits(Size size, long elements, int place) {
    if (elements < 0 || size.factor() != 1) {
      return true;
    }
    long known = size.of() == Variable.OTHERS ? other(place) : of(size.of());
    if (known >= 0) {
      return size.elements(known) == elements;
    }
    long solved = size.solve(elements);
    return solved != Size.NONE && (solved < 0 || mayBe(size.of(), solved));
  }

  /** Padding adds tokens, and logits are rows of the step. */
  private boolean mayBe(Variable variable, long value) {
    return switch (variable) {
      case TOKENS, SUMMED -> embedded < 0 || value >= embedded;
      case EMBEDDED, ROWS -> tokens < 0 || value <= tokens;
      case PROMPTS -> prompts.size() < MOST_BESIDE && value <= mostOfPrompts() - sumOf(prompts);
      case PATCHES -> patches.size() < MOST_BESIDE;
      case GATHERED -> gathered.size() < MOST_BESIDE;
      default -> true;
    };
  }

  /**
   * Tokens of prompts that have a next one: all but the last of each request, and that one, too,
   * where the rest of a prompt is left for the next step, which is so of one at most.
   */
  private long mostOfPrompts() {
    return tokens - rows + 1;
  }

  /** True if what would be logits of a prompt may as well be those of the step once more. */
  boolean isLikeRows(Size size, long elements) {
    return size.of() == Variable.PROMPTS && rows >= 0 && size.solve(elements) == rows;
  }

  /** True for drafts of more requests than have logits. */
  boolean isTooManyDrafts(Size size, long elements) {
    return size.of() == Variable.DRAFTS && rows > 0 && size.solve(elements) > rows;
  }

  /**
   * True if there were pictures in a step of which each token gets a next one: it has no prompt.
   */
  boolean hasPicturesOfNoPrompt() {
    return tokens == rows && rows >= 0 && !(patches.isEmpty() && gathered.isEmpty());
  }

  private static long sumOf(List<Long> values) {
    long sum = 0;
    for (long value : values) {
      sum += value;
    }
    return sum;
  }

  private long other(int place) {
    return othersKnown && place < others.size() ? others.get(place) : StepSizes.UNKNOWN;
  }

  /** Learns from a call that {@link #fits}. */
  void learn(Size size, long elements) {
    long solved = size.solve(elements);
    if (solved < 0) {
      return;
    }
    switch (size.of()) {
      case OTHERS -> {
        if (!othersKnown && others.size() < MOST_OTHERS) {
          others.add(solved);
        }
      }
      case GATHERED -> gathered.add(solved);
      case PROMPTS -> prompts.add(solved);
      case HEAD_TOKENS -> draftTokens = solved;
      default -> {
        if (of(size.of()) < 0) {
          put(size.of(), solved);
        }
      }
    }
  }

  /**
   * The tokens of all ranks of the exchange are known now.
   *
   * @param own this rank's place among them, −1 if that says nothing of its own tokens
   */
  void endOthers(int own) {
    othersKnown = true;
    if (own >= 0 && own < others.size() && tokens < 0) {
      tokens = others.get(own);
    }
  }

  /**
   * How many calls a layer makes that brings back what was summed, one for each replica with
   * tokens.
   *
   * @param most if it is not known yet
   */
  int othersOr(int most) {
    boolean all = summed && (othersKnown || sumOf(others) >= tokens) && !others.isEmpty();
    return all ? Math.min(most, others.size()) : most;
  }

  /** An exchange lacks calls, so its sizes do not tell whose tokens they are; the next one does. */
  void forgetOthers() {
    if (!othersKnown) {
      others.clear();
    }
  }

  /** The place of an exchange, from {@code from} on, whose call has such a size; −1 if none. */
  int placeOfOther(Size size, long elements, int from) {
    for (int place = from; othersKnown && place < others.size(); place++) {
      if (size.elements(others.get(place)) == elements) {
        return place;
      }
    }
    return -1;
  }

  /** How many calls of a size in a row an exchange has from one place on, at most so many. */
  int alike(Size size, int place, int most) {
    if (size.of() != Variable.OTHERS || !othersKnown) {
      return most;
    }
    int alike = 1;
    while (alike < most && other(place + alike) == other(place)) {
      alike++;
    }
    return alike;
  }

  /** What an exchange before this one told of one rank was wrong. */
  void putOther(int place, long value) {
    others.set(place, value);
  }

  /** Tokens that the rank of one place of an exchange brings; −1 if not known. */
  long otherAt(int place) {
    return other(place);
  }

  boolean areOthersKnown() {
    return othersKnown;
  }

  /** The encoder's pass is over; the next picture has patches of its own. */
  void endPicture() {
    if (picture >= 0) {
      patches.add(picture);
      picture = StepSizes.UNKNOWN;
    }
  }

  /** The step's calls can be read in another way, too. */
  void doubt() {
    doubts++;
  }

  long picture() {
    return picture;
  }

  /** True once a drafting pass has begun. */
  boolean drafted() {
    return draftTokens >= 0 || drafts >= 0;
  }

  /** True if the step may have had prompts: not all of its tokens get a next one. */
  boolean mayHavePrompts() {
    return tokens > rows && rows >= 0;
  }

  void put(Variable variable, long value) {
    switch (variable) {
      case TOKENS -> tokens = value;
      case SUMMED -> {
        tokens = value;
        summed = true;
      }
      case ROWS -> rows = value;
      case DRAFT_TOKENS, HEAD_TOKENS -> draftTokens = value;
      case DRAFTS -> drafts = value;
      case EMBEDDED -> embedded = value;
      case PATCHES -> picture = value;
      case OTHERS, GATHERED, PROMPTS, FIXED -> {}
    }
  }
}
