package dev.ringside.core.iteration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Joins two lists of passes, each in order of time, one to one: what calls show and what the engine
 * tells.
 *
 * <p>Law: the join keeps the order of both. A pair is worth the tolerance less the time between its
 * two, and only what fits is paired; of all joins this one is worth the most. So a steady delay of
 * one clock moves nothing, and passes that one side lacks show where they are missing, if they are
 * more than a few.
 *
 * <p>Cost: steps and bytes for each pass as many as iterations lie within the tolerance of it.
 */
public final class TimedJoin {

  private static final byte PAIR = 1;
  private static final byte PASS_ALONE = 2;
  private static final byte ITERATION_ALONE = 3;

  private final long toleranceNs;
  private final long[] passes;
  private final long[] iterations;
  private final BiPredicate<Integer, Integer> fits;

  private TimedJoin(
      long toleranceNs, long[] passes, long[] iterations, BiPredicate<Integer, Integer> fits) {
    this.toleranceNs = toleranceNs;
    this.passes = passes;
    this.iterations = iterations;
    this.fits = fits;
  }

  /**
   * @param toleranceNs passes whose ends lie further apart are never paired
   * @param passes ends, ascending
   * @param iterations ends, ascending
   * @param fits whether a pass and an iteration, by their indices, can be the same
   */
  public static IterationCoverage join(
      long toleranceNs, long[] passes, long[] iterations, BiPredicate<Integer, Integer> fits) {
    return new TimedJoin(toleranceNs, passes, iterations, fits).join();
  }

  /** So many iterations are behind the last that could be paired with the {@code pass}-th pass. */
  private int least(int pass) {
    return pass == 0 ? 0 : countUpTo(passes[pass - 1] - toleranceNs);
  }

  private int most(int pass) {
    return pass == 0 ? 0 : countUpTo(passes[pass - 1] + toleranceNs);
  }

  private int countUpTo(long ns) {
    int at = Arrays.binarySearch(iterations, ns);
    while (at >= 0 && at + 1 < iterations.length && iterations[at + 1] == ns) {
      at++;
    }
    return at >= 0 ? at + 1 : -at - 1;
  }

  private IterationCoverage join() {
    byte[][] steps = new byte[passes.length + 1][];
    steps[0] = new byte[1];
    long[] before = new long[1];
    for (int pass = 1; pass <= passes.length; pass++) {
      int first = least(pass);
      long[] worth = new long[most(pass) - first + 1];
      steps[pass] = row(pass, first, before, worth);
      before = worth;
    }
    return trace(steps);
  }

  private byte[] row(int pass, int first, long[] before, long[] worth) {
    byte[] steps = new byte[worth.length];
    int firstBefore = least(pass - 1);
    for (int column = 0; column < worth.length; column++) {
      int taken = first + column;
      worth[column] = at(before, taken - firstBefore);
      steps[column] = PASS_ALONE;
      if (column > 0 && worth[column - 1] >= worth[column]) {
        worth[column] = worth[column - 1];
        steps[column] = ITERATION_ALONE;
      }
      long gain = taken == 0 ? 0 : gain(pass - 1, taken - 1);
      if (gain > 0 && at(before, taken - 1 - firstBefore) + gain > worth[column]) {
        worth[column] = at(before, taken - 1 - firstBefore) + gain;
        steps[column] = PAIR;
      }
    }
    return steps;
  }

  /** Beyond the last column of a row nothing more is gained. */
  private static long at(long[] row, int column) {
    return row[Math.max(0, Math.min(column, row.length - 1))];
  }

  private long gain(int pass, int iteration) {
    long apart = Math.abs(passes[pass] - iterations[iteration]);
    return apart < toleranceNs && fits.test(pass, iteration) ? toleranceNs - apart : 0;
  }

  private IterationCoverage trace(byte[][] steps) {
    List<IterationCoverage.Pair> pairs = new ArrayList<>();
    List<Integer> passesAlone = new ArrayList<>();
    List<Integer> iterationsAlone = new ArrayList<>();
    int pass = passes.length;
    int taken = iterations.length;
    while (pass > 0 || taken > 0) {
      int column = taken - least(pass);
      byte step = pass == 0 || column >= steps[pass].length ? ITERATION_ALONE : steps[pass][column];
      if (step == PAIR) {
        pairs.add(new IterationCoverage.Pair(--pass, --taken));
      } else if (step == PASS_ALONE) {
        passesAlone.add(--pass);
      } else {
        iterationsAlone.add(--taken);
      }
    }
    Collections.reverse(pairs);
    Collections.reverse(passesAlone);
    Collections.reverse(iterationsAlone);
    return new IterationCoverage(pairs, passesAlone, iterationsAlone);
  }
}
