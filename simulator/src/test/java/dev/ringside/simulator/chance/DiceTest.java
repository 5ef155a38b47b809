package dev.ringside.simulator.chance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DiceTest {

  private static final int DRAWS = 200_000;

  private static void assertMoments(DoubleSupplier draw, double mean, double variance) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < DRAWS; i++) {
      double value = draw.getAsDouble();
      sum += value;
      squares += value * value;
    }
    double measured = sum / DRAWS;
    assertThat(measured).isBetween(mean - 0.02, mean + 0.02);
    assertThat(squares / DRAWS - measured * measured).isBetween(variance * 0.97, variance * 1.03);
  }

  @Test
  void aSeedNamesARun() {
    Dice one = Dice.of(7, 1, 2);
    Dice same = Dice.of(7, 1, 2);
    LongStream.range(0, 100).forEach(i -> assertThat(one.bits()).isEqualTo(same.bits()));
    long first = Dice.of(7, 1, 2).bits();
    assertThat(first)
        .isNotEqualTo(Dice.of(7, 2, 1).bits())
        .isNotEqualTo(Dice.of(8, 1, 2).bits())
        .isNotEqualTo(Dice.of(7, 1).bits());
  }

  /** Another machine, another JDK: the same numbers. */
  @Test
  void theNumbersAreForEver() {
    assertThat(Dice.of(0).bits()).isEqualTo(splitMix(splitMix(0x9E3779B97F4A7C15L, 0), 1));
  }

  /** SplitMix64 written out once more. */
  private static long splitMix(long state, int steps) {
    long z = state + steps * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Test
  void momentsAreThoseOfTheirDistributions() {
    Dice dice = Dice.of(3);
    assertMoments(dice::unit, 0.5, 1.0 / 12);
    assertMoments(dice::exponential, 1, 1);
    assertMoments(dice::normal, 0, 1);
    assertMoments(dice::bell, 0, 1);
  }

  @Test
  void boundsHoldAndAreReached() {
    Dice dice = Dice.of(4);
    int[] counts = new int[5];
    for (int i = 0; i < 50_000; i++) {
      assertThat(dice.unit()).isBetween(0.0, 0.9999999999999999);
      assertThat(dice.bell()).isBetween(-3.47, 3.47);
      assertThat(dice.below(3)).isBetween(0, 2);
      counts[(int) dice.between(10, 14) - 10]++;
    }
    assertThat(IntStream.of(counts)).allMatch(count -> count > 9_500 && count < 10_500);
  }
}
