package dev.ringside.core.align;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.PassBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two ranks of one engine whose passes take 20 ms, give or take; every rank sees the same pass end
 * within 100 µs of the other, by a clock of its own.
 */
class AlignmentTest {

  private static final long MS = 1_000_000;
  private static final long PASS_NS = 20 * MS;
  private static final long HOUR = 3_600_000 * MS;
  private static final int PASSES = 300;

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  /** An engine's passes: when each ended, and its T̂. */
  private record Played(long[] endsNs, long[] tokens) {

    static Played of(Random random, double jitter) {
      long[] ends = new long[PASSES];
      long[] tokens = new long[PASSES];
      long now = 1_000 * PASS_NS;
      for (int i = 0; i < PASSES; i++) {
        now += PASS_NS + (long) (random.nextGaussian() * jitter * PASS_NS);
        ends[i] = now;
        tokens[i] = random.nextInt(40) == 0 ? 128 + random.nextInt(64) : 16;
      }
      return new Played(ends, tokens);
    }

    /** What a rank saw of the passes {@code from} to {@code to}, which it numbers from 0. */
    PassTrack seen(int from, int to, long firstIndex, long clockNs, Random random) {
      List<ForwardPass> passes = new ArrayList<>();
      for (int i = from; i < to; i++) {
        long end = endsNs[i] + clockNs + random.nextInt(100_000);
        passes.add(new ForwardPass(0, firstIndex + i - from, tokens[i], -1, end, true, Map.of()));
      }
      return PassTrack.of(PassBlock.of(passes).stream().map(b -> new Held(b, 0)).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void clocksInStepAreEnoughWhereverARankBegins(long seed) {
    Random random = new Random(seed);
    Played played = Played.of(random, 0.05);
    int begins = random.nextInt(200);
    long clock = random.nextInt(4) * MS - 2 * MS;

    assertThat(offset(played, begins, clock, 0, random)).hasValue(1_000 + begins);
  }

  /** Its clock is hours off: the rhythm of the passes tells. */
  @ParameterizedTest
  @MethodSource("seeds")
  void aForeignClockIsNoHindranceWherePassesVary(long seed) {
    Random random = new Random(seed);
    Played played = Played.of(random, 0.05);
    int begins = random.nextInt(200);
    long clock = (random.nextBoolean() ? HOUR : -HOUR) + random.nextInt(1_000) * MS;

    assertThat(offset(played, begins, clock, 0, random)).hasValue(1_000 + begins);
  }

  /** Seconds off, so that the ranks' times overlap: near by chance is not enough. */
  @ParameterizedTest
  @MethodSource("seeds")
  void aClockThatIsALittleOffIsNotTakenForOneInStep(long seed) {
    Random random = new Random(seed);
    Played played = Played.of(random, 0.05);
    int begins = 20 + random.nextInt(100);
    long clock = (30 + random.nextInt(1_000)) * MS;

    OptionalLong offset = offset(played, begins, clock, 0, random);

    assertThat(offset).hasValue(1_000 + begins);
  }

  /** As with captured graphs and a full batch: rhythm tells nothing, and must not be guessed. */
  @ParameterizedTest
  @MethodSource("seeds")
  void passesThatAllTakeEquallyLongAreToldByTheClocksAlone(long seed) {
    Random random = new Random(seed);
    Played played = Played.of(random, 0);
    for (int look = 0; look < 50; look++) {
      int begins = random.nextInt(24);
      PassTrack other = played.seen(0, 16 + random.nextInt(48), 1_000, 0, random);
      PassTrack own = played.seen(begins, begins + 8 + random.nextInt(56), 0, 0, random);

      OptionalLong offset = new Alignment(own, other, 0).offset(false);

      if (offset.isPresent()) {
        assertThat(offset).hasValue(1_000 + begins);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aLaterStageEndsItsPassAfterAnEarlierOne(long seed) {
    Random random = new Random(seed);
    Played played = Played.of(random, 0.02);
    int begins = random.nextInt(100);

    assertThat(offset(played, begins, 7 * MS, 1, random)).hasValue(1_000 + begins);
    assertThat(offset(played, begins, -7 * MS, -1, random)).hasValue(1_000 + begins);
  }

  @Test
  void whatHasNotComeYetIsWaitedFor() {
    Random random = new Random(1);
    Played played = Played.of(random, 0.05);
    PassTrack earlier = played.seen(0, 50, 1_000, 0, random);
    PassTrack later = played.seen(60, 70, 0, 0, random);

    assertThat(new Alignment(later, earlier, 0).offset(false)).isEmpty();
    assertThat(new Alignment(PassTrack.EMPTY, earlier, 0).offset(true)).isEmpty();
  }

  /** Both said nothing else: the first pass of each is taken to be the same. */
  @Test
  void atLastRanksWithoutACommonTimeAreTakenToHaveBegunTogether() {
    Random random = new Random(1);
    Played played = Played.of(random, 0);
    PassTrack here = played.seen(0, 5, 1_000, 0, random);
    PassTrack there = played.seen(0, 5, 0, HOUR, random);

    assertThat(new Alignment(there, here, 0).offset(false)).isEmpty();
    assertThat(new Alignment(there, here, 0).offset(true)).hasValue(1_000);
  }

  private static OptionalLong offset(
      Played played, int begins, long clockNs, int stagesAhead, Random random) {
    PassTrack other = played.seen(0, PASSES, 1_000, 0, random);
    PassTrack own = played.seen(begins, begins + Alignment.MOST_OWN, 0, clockNs, random);
    return new Alignment(own, other, stagesAhead).offset(false);
  }
}
