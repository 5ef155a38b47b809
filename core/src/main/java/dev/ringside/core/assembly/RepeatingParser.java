package dev.ringside.core.assembly;

import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.Slip;
import java.util.Arrays;
import java.util.List;

/**
 * Parses steps, and knows the last one by heart: as long as a step's calls are those of the step
 * before, they are read as they were then, at the cost of a comparison a run of equal calls. At the
 * first that differs, the parser is brought to where the step is, and goes on.
 *
 * <p>A step of which something was decided with an eye on the calls after it is none to follow: how
 * many of those were there is another matter each time, and none that a checkpoint keeps.
 *
 * <p>Decoding repeats itself for hundreds of steps, so that is most of the work. Bound: {@link
 * #MOST_MOVES} runs of calls are kept; a longer step is parsed each time. Not thread-safe.
 */
final class RepeatingParser {

  private static final int MOST_MOVES = 4096;

  private final StepParser parser;
  private CallSign[] signs = new CallSign[16];
  private int[] offered = new int[16];
  private int[] taken = new int[16];
  private CallKind[] kinds = new CallKind[16];
  private StepParser.Decision[] decisions = new StepParser.Decision[16];
  private int length;
  private int at;
  private boolean following;
  private boolean decided;
  private CallKind kind;
  private StepSizes sizes;
  private boolean whole;
  private List<Slip> slips = List.of();
  private CallSign upcoming;

  RepeatingParser(StepParser parser) {
    this.parser = parser;
  }

  /**
   * Takes the first of {@code n} equal calls.
   *
   * @return how many belong together; 0 if the step ended before them
   */
  @SuppressWarnings("ReferenceEquality") // one object a signature, as long as the table is the same
  int take(CallSign sign, int n, Ahead ahead) {
    if (following && at < length && signs[at] == sign && offered[at] == n) {
      kind = kinds[at];
      return taken[at++];
    }
    upcoming = sign;
    StepParser whereItIs = parser();
    upcoming = null;
    int count = whereItIs.take(sign, n, ahead);
    kind = whereItIs.place() == null ? null : sign.kindAt(whereItIs.place());
    remember(sign, n, count, whereItIs.decision());
    return count;
  }

  private void remember(CallSign sign, int n, int count, StepParser.Decision decision) {
    decided |= !decision.equals(StepParser.Decision.NONE);
    if (at < MOST_MOVES) {
      if (at == signs.length) {
        signs = Arrays.copyOf(signs, 2 * at);
        offered = Arrays.copyOf(offered, 2 * at);
        taken = Arrays.copyOf(taken, 2 * at);
        kinds = Arrays.copyOf(kinds, 2 * at);
        decisions = Arrays.copyOf(decisions, 2 * at);
      }
      signs[at] = sign;
      offered[at] = n;
      taken[at] = count;
      kinds[at] = kind;
      decisions[at] = decision;
    }
    at++;
  }

  /** What the calls taken last are counted as; null if they have no place in the step. */
  CallKind placedAs() {
    return kind;
  }

  /** The parser at the step's latest call, for whatever is asked that is not asked of each step. */
  StepParser parser() {
    if (following) {
      following = false;
      for (int move = 0; move < at; move++) {
        CallSign next = move + 1 < at ? signs[move + 1] : upcoming;
        parser.take(signs[move], offered[move], () -> next, decisions[move]);
      }
    }
    return parser;
  }

  /** True if nothing more can belong to the step. */
  boolean isAtEnd() {
    return following ? isRepeated() : parser.isAtEnd();
  }

  /** The step before was made again, to its end. */
  private boolean isRepeated() {
    return at == length;
  }

  /** As {@link StepParser#sizes}. */
  StepSizes sizes() {
    return following && isRepeated() ? sizes : parser().sizes();
  }

  /** As {@link StepParser#slips}. */
  List<Slip> slips() {
    return following && isRepeated() ? slips : parser().slips();
  }

  /** As {@link StepParser#isBeforePromptsAlone}; a step with prompts is not one to follow. */
  boolean isBeforePromptsAlone() {
    return !following && parser.isBeforePromptsAlone();
  }

  /** As {@link StepParser#isWhole}. */
  boolean isWhole() {
    return (following && isRepeated()) ? whole : parser().isWhole();
  }

  StepParser.State state() {
    return parser().state();
  }

  void restore(StepParser.State state) {
    parser.restore(state);
    following = false;
    decided = false;
    at = MOST_MOVES + 1; // what came before is not known, so this step is not one to follow
  }

  /** As {@link StepParser#markBeginnings}. */
  void markBeginnings(boolean are) {
    parser.markBeginnings(are);
  }

  /** As {@link StepParser#goOn}. */
  void goOn(boolean anyBefore) {
    parser.goOn(anyBefore);
  }

  /** Begins the next step. */
  void clear() {
    if (!following) {
      boolean known = parser.isAtEnd() && !decided && at <= MOST_MOVES && at > 0;
      if (known) {
        length = at;
        sizes = parser.sizes();
        slips = parser.slips();
        whole = parser.isWhole();
      }
      parser.clear();
      following = known;
    }
    decided = false;
    at = 0;
  }
}
