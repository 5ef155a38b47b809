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

  private long tokens = StepSizes.UNKNOWN;
  private long rows = StepSizes.UNKNOWN;
  private long draftTokens = StepSizes.UNKNOWN;
  private long drafts = StepSizes.UNKNOWN;
  private final List<Long> others = new ArrayList<>();
  private boolean othersKnown;

  void clear() {
    set(new StepSizes(StepSizes.UNKNOWN, StepSizes.UNKNOWN), false);
  }

  void set(StepSizes sizes, boolean complete) {
    tokens = sizes.tokens();
    rows = sizes.rows();
    draftTokens = sizes.draftTokens();
    drafts = sizes.drafts();
    others.clear();
    others.addAll(sizes.others());
    othersKnown = complete;
  }

  StepSizes sizes() {
    return sizes(false);
  }

  /**
   * @param noLogits R is 0 if it is not known
   */
  StepSizes sizes(boolean noLogits) {
    long known = rows < 0 && noLogits ? 0 : rows;
    return new StepSizes(tokens, known, others, draftTokens, drafts);
  }

  long of(Variable variable) {
    return switch (variable) {
      case TOKENS -> tokens;
      case ROWS -> rows;
      case DRAFT_TOKENS -> draftTokens;
      case DRAFTS -> drafts;
      case OTHERS, FIXED -> StepSizes.UNKNOWN;
    };
  }

  /** True if a call of {@code elements} fits what is known; the {@code place}-th of its entry. */
  boolean fits(Size size, long elements, int place) {
    if (elements < 0) {
      return true;
    }
    long known = size.of() == Variable.OTHERS ? other(place) : of(size.of());
    return known >= 0 ? size.elements(known) == elements : size.solve(elements) != Size.NONE;
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
    if (size.of() == Variable.OTHERS) {
      if (!othersKnown && others.size() < MOST_OTHERS) {
        others.add(solved);
      }
    } else if (of(size.of()) < 0) {
      put(size.of(), solved);
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

  boolean areOthersKnown() {
    return othersKnown;
  }

  void put(Variable variable, long value) {
    switch (variable) {
      case TOKENS -> tokens = value;
      case ROWS -> rows = value;
      case DRAFT_TOKENS -> draftTokens = value;
      case DRAFTS -> drafts = value;
      case OTHERS, FIXED -> {}
    }
  }
}
