package dev.ringside.core.iteration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimedJoinTest {

  private static final int CASES = 2_000;
  private static final long TOLERANCE = 10;

  private static long worth(IterationCoverage join, long[] passes, long[] iterations) {
    return join.pairs().stream()
        .mapToLong(pair -> TOLERANCE - Math.abs(passes[pair.pass()] - iterations[pair.iteration()]))
        .sum();
  }

  /** The most that joins of the rest can be worth, by trying all. */
  private static long best(
      long[] passes, int pass, long[] told, int one, BiPredicate<Integer, Integer> fits) {
    if (pass == passes.length || one == told.length) {
      return 0;
    }
    long most =
        Math.max(best(passes, pass + 1, told, one, fits), best(passes, pass, told, one + 1, fits));
    long gain = TOLERANCE - Math.abs(passes[pass] - told[one]);
    return gain > 0 && fits.test(pass, one)
        ? Math.max(most, gain + best(passes, pass + 1, told, one + 1, fits))
        : most;
  }

  private static long[] times(Random random) {
    return random.longs(random.nextInt(8), 0, 40).sorted().toArray();
  }

  @Test
  void noJoinIsWorthMore() {
    Random random = new Random(11);
    for (int i = 0; i < CASES; i++) {
      long[] passes = times(random);
      long[] told = times(random);
      int seed = random.nextInt();
      BiPredicate<Integer, Integer> fits = (pass, one) -> ((pass * 31 + one * 17 + seed) & 7) > 1;

      IterationCoverage join = TimedJoin.join(TOLERANCE, passes, told, fits);

      assertThat(worth(join, passes, told)).isEqualTo(best(passes, 0, told, 0, fits));
      assertThat(join.pairs().size() + join.withoutIteration().size()).isEqualTo(passes.length);
      assertThat(join.pairs().size() + join.withoutCalls().size()).isEqualTo(told.length);
      assertThat(join.pairs()).allMatch(pair -> fits.test(pair.pass(), pair.iteration()));
      assertThat(join.pairs().stream().map(IterationCoverage.Pair::iteration)).isSorted();
    }
  }

  /** Of a thousand passes all alike, 20 of which were not told, each told a little later. */
  @Test
  void whatIsMissingShowsWhereItIsMissing() {
    long[] passes = LongStream.range(0, 1_000).map(i -> 3 * i).toArray();
    long[] told =
        Arrays.stream(passes).filter(ns -> ns < 900 || ns >= 960).map(ns -> ns + 1).toArray();

    IterationCoverage join = TimedJoin.join(TOLERANCE, passes, told, (pass, one) -> true);

    assertThat(join.withoutCalls()).isEmpty();
    assertThat(join.withoutIteration()).hasSize(20).allMatch(pass -> pass >= 295 && pass < 325);
  }
}
