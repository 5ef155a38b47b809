package dev.ringside.core.iteration;

import dev.ringside.core.deployment.CaptureSizes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Joins the passes of one replica, rebuilt from calls, with the engine's iterations, by their order
 * and their tokens: clocks need not agree.
 *
 * <p>Law: the join keeps the order of both, and of all joins that do it has the most pairs whose
 * tokens fit. A pass fits an iteration if it has its T, or T padded to a captured size; a pass or
 * an iteration whose tokens are not known fits any, and so does a dummy pass, which is padding.
 *
 * <p>Cost: passes × {@value #BAND} steps and bytes. A longer run of passes without their
 * counterpart than half of that ends the join there.
 */
public final class IterationJoin {

  /** A pass whose tokens could not be seen. */
  public static final long UNSEEN = Iteration.UNKNOWN;

  private static final int BAND = 2_048;

  private static final byte PAIR = 1;
  private static final byte PASS_ALONE = 2;
  private static final byte ITERATION_ALONE = 3;

  private final CaptureSizes padding;
  private final boolean speculates;

  /**
   * @param padding the engine's captured sizes, {@link CaptureSizes#NONE} if it runs eagerly
   * @param speculates whether a decoding sequence may put in more than one token
   */
  public IterationJoin(CaptureSizes padding, boolean speculates) {
    this.padding = padding;
    this.speculates = speculates;
  }

  /**
   * @param passTokens T̂ of each rebuilt pass in order, {@link #UNSEEN} if not known
   */
  public IterationCoverage join(List<Long> passTokens, List<Iteration> iterations) {
    byte[][] steps = new byte[passTokens.size() + 1][];
    int[] before = new int[BAND];
    for (int pass = 0; pass <= passTokens.size(); pass++) {
      int[] scores = new int[BAND];
      steps[pass] = row(pass, passTokens, iterations, before, scores);
      before = scores;
    }
    return trace(steps, passTokens.size(), iterations.size());
  }

  /** Column c of a row stands for iteration {@code first(pass) + c}. */
  private static int first(int pass) {
    return pass - BAND / 2;
  }

  private byte[] row(
      int pass, List<Long> passTokens, List<Iteration> iterations, int[] before, int[] scores) {
    byte[] steps = new byte[BAND];
    for (int column = 0; column < BAND; column++) {
      int iteration = first(pass) + column;
      scores[column] = Integer.MIN_VALUE / 2;
      if (iteration < 0 || iteration > iterations.size()) {
        continue;
      }
      if (pass == 0 && iteration == 0) {
        scores[column] = 0;
        continue;
      }
      // The row before is shifted by one: the same column there is one iteration less.
      if (pass > 0
          && iteration > 0
          && fits(passTokens.get(pass - 1), iterations.get(iteration - 1))) {
        consider(scores, steps, column, before[column] + 1, PAIR);
      }
      if (column > 0 && iteration > 0) {
        consider(scores, steps, column, scores[column - 1], ITERATION_ALONE);
      }
      if (pass > 0 && column + 1 < BAND) {
        consider(scores, steps, column, before[column + 1], PASS_ALONE);
      }
    }
    return steps;
  }

  private static void consider(int[] scores, byte[] steps, int column, int score, byte step) {
    if (score > scores[column]) {
      scores[column] = score;
      steps[column] = step;
    }
  }

  private boolean fits(long passTokens, Iteration iteration) {
    long told = iteration.tokens(speculates);
    return passTokens == UNSEEN
        || iteration.dummy()
        || told == Iteration.UNKNOWN
        || told == passTokens
        || padding.padded(told) == passTokens;
  }

  private static IterationCoverage trace(byte[][] steps, int passes, int iterations) {
    List<IterationCoverage.Pair> pairs = new ArrayList<>();
    List<Integer> passesAlone = new ArrayList<>();
    List<Integer> iterationsAlone = new ArrayList<>();
    int pass = passes;
    int iteration = iterations;
    while (pass > 0 || iteration > 0) {
      int column = iteration - first(pass);
      byte step = column >= 0 && column < BAND ? steps[pass][column] : 0;
      if (step == PAIR) {
        pairs.add(new IterationCoverage.Pair(--pass, --iteration));
      } else if (step == PASS_ALONE || (step == 0 && iteration == 0)) {
        passesAlone.add(--pass);
      } else if (iteration > 0) {
        iterationsAlone.add(--iteration);
      } else {
        passesAlone.add(--pass);
      }
    }
    Collections.reverse(pairs);
    Collections.reverse(passesAlone);
    Collections.reverse(iterationsAlone);
    return new IterationCoverage(pairs, passesAlone, iterationsAlone);
  }
}
