package dev.ringside.core.assembly;

import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.deployment.CaptureSizes;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.iteration.DifferentSteps;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.iteration.StepDifference;
import dev.ringside.core.iteration.ToldTally;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the engine wrote beside the calls about the steps of one rank, held against the passes that
 * the calls show.
 *
 * <p>Both are on one clock, and the calls of a step begin after it did and before the next one: a
 * pass is the last step that had begun by its last call. If the tokens of that one are others and
 * an earlier step that still waits has the pass's, it is that one.
 *
 * <p>State: steps that wait for their calls, at most {@link Bound#LIVE_PASSES}; of more the oldest
 * count as steps without calls. Not thread-safe.
 */
final class ToldSteps {

  /** A tensor may be received, and be all there is of a pass, before its step begins. */
  private static final long EARLY_NS = 5_000_000;

  private final CaptureSizes padding;
  private final boolean speculates;
  private final boolean padsToOthers;
  private final boolean sumsRows;
  private final int tensor;
  private final Deque<Iteration> waiting = new ArrayDeque<>();
  private EnginePasses passes = EnginePasses.NONE;
  private boolean empty = true;
  private DifferentSteps different;
  private DifferentSteps fresh;
  private StepDifference firstWithoutCalls;
  private long firstUntold = -1;

  ToldSteps(Deployment deployment) {
    boolean eager = deployment.options().flags().contains(EngineFlag.ENFORCE_EAGER);
    padding = eager ? CaptureSizes.NONE : deployment.captureSizes();
    speculates = deployment.options().speculativeTokens() > 0;
    sumsRows = deployment.options().attentionReplicas() > 1;
    padsToOthers = deployment.layout().data() > 1 || sumsRows;
    tensor = deployment.layout().tensor();
  }

  /** Those that wait for their calls, in order. */
  List<Iteration> waiting() {
    return List.copyOf(waiting);
  }

  boolean isEmpty() {
    return empty;
  }

  /** Takes steps in the order in which they began, each with its times. */
  void tell(List<Iteration> steps) {
    for (Iteration step : steps) {
      if (!step.isEmpty()) {
        empty = false;
        waiting.add(step);
        if (!Bound.LIVE_PASSES.allows(waiting.size())) {
          alone(waiting.remove(), 0);
        }
      }
    }
  }

  /**
   * Finds the step of a pass.
   *
   * @param pass number of the pass
   * @param seen its sizes as its calls show them
   * @param atNs when its last call began; one that receives, when it ended
   * @param whole false for a pass that was cut off: it is compared with nothing
   * @param captured true if its calls may be of a captured graph, which is filled up
   * @return {@code seen}, and what it lacks as it is told
   */
  Met meet(long pass, StepSizes seen, long atNs, boolean whole, boolean captured) {
    Iteration step = take(pass, seen, atNs);
    if (step == null) {
      if (whole && pass > 0 && !padsToOthers) {
        firstUntold = firstUntold < 0 ? pass : firstUntold;
        passes = passes.plus(new EnginePasses(0, 0, 0, 1, 0, 0, 0, 0, 0, 0));
      }
      return new Met(seen, StepSizes.UNKNOWN, StepSizes.UNKNOWN);
    }
    passes = passes.plus(counted(step, true));
    if (whole && differs(step, seen)) {
      DifferentSteps one =
          new DifferentSteps(1, new StepDifference(pass, step, seen.tokens(), seen.rows()), atNs);
      different = different == null ? one : different.plus(one);
      fresh = fresh == null ? one : fresh.plus(one);
    }
    return new Met(
        completed(seen, step, captured),
        whole && isOfOtherRows(step, seen, atNs) ? rows(step) : StepSizes.UNKNOWN,
        whole && !fits(step, seen.tokens()) ? step.tokens(speculates) : StepSizes.UNKNOWN);
  }

  /**
   * What a pass is with what the engine says of it.
   *
   * @param otherRows R as it is told, if its calls show another; else −1
   * @param otherTokens the same of T
   */
  record Met(StepSizes sizes, long otherRows, long otherTokens) {}

  /** Of a step whose tokens are those of the pass; one without logits must not be another's. */
  private boolean isOfOtherRows(Iteration step, StepSizes seen, long atNs) {
    boolean within = step.startNs() <= atNs && atNs <= step.endNs();
    boolean shown = seen.rows() > 0 || (seen.rows() == 0 && within);
    return !sumsRows
        && shown
        && !step.dummy()
        && fits(step, seen.tokens())
        && rows(step) > 0
        && rows(step) != seen.rows();
  }

  private Iteration take(long pass, StepSizes seen, long atNs) {
    int begun = 0;
    int chosen = -1;
    long endNs = Long.MIN_VALUE;
    for (Iteration step : waiting) {
      if (step.startNs() > atNs) {
        break;
      }
      chosen = fits(step, seen.tokens()) ? begun : chosen;
      begun++;
      endNs = step.endNs();
    }
    if (begun == 0) {
      return isEarly(seen.tokens(), atNs) ? waiting.remove() : null;
    }
    if (chosen < 0 && padsToOthers && seen.rows() <= 0 && atNs > endNs) {
      return null; // a dummy, which keeps other replicas company and is not told
    }
    for (int before = chosen < 0 ? begun - 1 : chosen; before > 0; before--) {
      alone(waiting.remove(), pass);
    }
    return waiting.remove();
  }

  private boolean isEarly(long tokens, long atNs) {
    Iteration next = waiting.peek();
    return next != null && next.startNs() <= atNs + EARLY_NS && fits(next, tokens);
  }

  private void alone(Iteration step, long pass) {
    passes = passes.plus(counted(step, false));
    firstWithoutCalls =
        firstWithoutCalls == null
            ? new StepDifference(pass, step, Iteration.UNKNOWN, Iteration.UNKNOWN)
            : firstWithoutCalls;
  }

  private EnginePasses counted(Iteration step, boolean joined) {
    long tokens = Math.max(0, step.tokens(speculates));
    long rows = Math.max(0, rows(step));
    return new EnginePasses(
        1,
        joined ? 1 : 0,
        joined ? 0 : 1,
        0,
        0,
        0,
        tokens,
        rows,
        joined ? 0 : tokens,
        joined ? 0 : rows);
  }

  /** T, filled up to a captured size, to equal shares, or to the tokens of other replicas. */
  private boolean fits(Iteration step, long tokens) {
    long own = step.tokens(speculates);
    return own == Iteration.UNKNOWN
        || tokens < 0
        || own == tokens
        || padding.padded(own) == tokens
        || (own + tensor - 1) / tensor * tensor == tokens
        || (padsToOthers && tokens > own);
  }

  private boolean differs(Iteration step, StepSizes seen) {
    long rows = rows(step);
    boolean otherRows = sumsRows ? rows > seen.rows() : rows != seen.rows();
    return !fits(step, seen.tokens()) || (rows > 0 && seen.rows() > 0 && otherRows);
  }

  /** R: a row for each sequence, and one for each token that is to be verified. */
  private long rows(Iteration step) {
    if (!speculates || step.generationRequests() == 0) {
      return step.logitRows();
    }
    return step.generationTokens() == Iteration.UNKNOWN
        ? Iteration.UNKNOWN
        : step.contextRequests() + step.generationTokens();
  }

  private StepSizes completed(StepSizes seen, Iteration step, boolean captured) {
    long own = step.tokens(speculates);
    long told = captured && own > 0 ? padding.padded(own) : own;
    long tokens = seen.tokens() >= 0 ? seen.tokens() : told;
    long rows = seen.rows() > 0 ? seen.rows() : Math.max(seen.rows(), rows(step));
    return new StepSizes(
        tokens, rows, seen.others(), seen.draftTokens(), seen.drafts(), seen.beside());
  }

  /** Steps whose calls show other numbers, since this was last asked. */
  Optional<DifferentSteps> takeDifferent() {
    Optional<DifferentSteps> taken = Optional.ofNullable(fresh);
    fresh = null;
    return taken;
  }

  /** No pass comes any more. */
  void finish(long nextPass) {
    while (!waiting.isEmpty()) {
      alone(waiting.remove(), nextPass);
    }
  }

  ToldTally tally() {
    return new ToldTally(
        passes,
        Optional.ofNullable(different),
        Optional.ofNullable(firstWithoutCalls),
        firstUntold < 0 ? OptionalLong.empty() : OptionalLong.of(firstUntold));
  }
}
