package dev.ringside.core.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls of 8 KiB to 32 MiB on a path of α = 18 µs and β = 230 GB/s, drawn from seeds. */
class LatencyFitProperties {

  private static final double ALPHA = 18e-6;
  private static final double PER_BYTE = 1 / 230e9;
  private static final int CALLS = 400;

  /** How calls scatter around the line. */
  private enum Noise {
    /** 5 % of the duration. */
    PROPORTIONAL {
      @Override
      double of(double seconds, Random random) {
        return 0.05 * seconds * random.nextGaussian();
      }
    },
    /** 1 µs whatever the duration. */
    CONSTANT {
      @Override
      double of(double seconds, Random random) {
        return 1e-6 * random.nextGaussian();
      }
    },
    /** 5 %, and one call in twenty waits up to ten times its duration for a late rank. */
    OUTLIERS {
      @Override
      double of(double seconds, Random random) {
        double wait = random.nextInt(20) == 0 ? (1 + 9 * random.nextDouble()) * seconds : 0;
        return wait + PROPORTIONAL.of(seconds, random);
      }
    };

    abstract double of(double seconds, Random random);
  }

  private record Calls(double[] bytes, double[] seconds) {

    static Calls of(long seed, Noise noise) {
      Random random = new Random(seed);
      double[] bytes =
          IntStream.range(0, CALLS).mapToDouble(i -> 8192L << random.nextInt(13)).toArray();
      double[] seconds =
          DoubleStream.of(bytes)
              .map(b -> ALPHA + PER_BYTE * b)
              .map(s -> s + noise.of(s, random))
              .toArray();
      return new Calls(bytes, seconds);
    }

    LatencyFit fit() {
      return LatencyFit.of(bytes, seconds);
    }
  }

  @ParameterizedTest
  @EnumSource(Noise.class)
  void recoversAlphaAndBeta(Noise noise) {
    for (long seed = 0; seed < 50; seed++) {
      LatencyFit fit = Calls.of(seed, noise).fit();
      assertThat(fit.alphaSeconds()).isCloseTo(ALPHA, within(0.05 * ALPHA));
      assertThat(fit.bytesPerSecond()).isCloseTo(230e9, within(0.05 * 230e9));
      assertThat(fit.points()).isEqualTo(CALLS);
    }
  }

  /** Of 200 seeds 190 are expected, give or take four standard deviations. */
  @ParameterizedTest
  @EnumSource(Noise.class)
  void intervalsHoldTheTruthNineteenTimesInTwenty(Noise noise) {
    int alpha = 0;
    int perByte = 0;
    for (long seed = 1000; seed < 1200; seed++) {
      LatencyFit fit = Calls.of(seed, noise).fit();
      alpha += Math.abs(fit.alphaSeconds() - ALPHA) <= fit.alphaInterval() ? 1 : 0;
      perByte += Math.abs(fit.secondsPerByte() - PER_BYTE) <= fit.perByteInterval() ? 1 : 0;
    }
    assertThat(alpha).as("alpha").isBetween(178, 200);
    assertThat(perByte).as("1/beta").isBetween(178, 200);
  }

  /** Least squares without care would answer 30 % more and worse. */
  @Test
  void outliersCostLittle() {
    for (long seed = 0; seed < 50; seed++) {
      Calls calls = Calls.of(seed, Noise.OUTLIERS);
      LatencyFit fit = calls.fit();
      assertThat(fit.alphaInterval()).isLessThan(0.03 * ALPHA);
      assertThat(Math.abs(fit.alphaSeconds() - ALPHA))
          .isLessThan(Math.abs(plainAlpha(calls) - ALPHA));
    }
  }

  private static double plainAlpha(Calls calls) {
    double meanX = DoubleStream.of(calls.bytes()).average().orElseThrow();
    double meanY = DoubleStream.of(calls.seconds()).average().orElseThrow();
    double covariance = 0;
    double variance = 0;
    for (int i = 0; i < CALLS; i++) {
      covariance += (calls.bytes()[i] - meanX) * (calls.seconds()[i] - meanY);
      variance += (calls.bytes()[i] - meanX) * (calls.bytes()[i] - meanX);
    }
    return meanY - covariance / variance * meanX;
  }

  @Test
  void moreCallsNarrowTheInterval() {
    Calls calls = Calls.of(7, Noise.PROPORTIONAL);
    double[] few = Arrays.copyOf(calls.bytes(), 40);
    double[] fewSeconds = Arrays.copyOf(calls.seconds(), 40);
    assertThat(calls.fit().alphaInterval())
        .isLessThan(LatencyFit.of(few, fewSeconds).alphaInterval());
  }

  @Test
  void aLineWithoutNoiseIsFoundExactly() {
    double[] bytes = {0, 1e6, 2e6, 4e6};
    double[] seconds = {10e-6, 15e-6, 20e-6, 30e-6};
    LatencyFit fit = LatencyFit.of(bytes, seconds);
    assertThat(fit.alphaSeconds()).isCloseTo(10e-6, within(1e-15));
    assertThat(fit.bytesPerSecond()).isCloseTo(200e9, within(1e3));
    assertThat(fit.alphaInterval()).isZero();
    assertThat(fit.residualSeconds()).isCloseTo(0, within(1e-15));
  }

  @Test
  void neitherFigureIsNegative() {
    LatencyFit falling =
        LatencyFit.of(new double[] {1e3, 1e6, 2e6, 3e6}, new double[] {9e-6, 8e-6, 7e-6, 6e-6});
    assertThat(falling.secondsPerByte()).isZero();
    assertThat(falling.bytesPerSecond()).isInfinite();
    LatencyFit steep =
        LatencyFit.of(new double[] {1e6, 2e6, 3e6, 4e6}, new double[] {1e-6, 5e-6, 9e-6, 13e-6});
    assertThat(steep.alphaSeconds()).isZero();
  }

  @Test
  void callsThatTakeNoTimeCostNothing() {
    LatencyFit fit = LatencyFit.of(new double[] {1, 2, 3}, new double[3]);
    assertThat(fit.alphaSeconds()).isZero();
    assertThat(fit.bytesPerSecond()).isInfinite();
  }

  @Test
  void theResidualIsAMedian() {
    LatencyFit fit = Calls.of(3, Noise.CONSTANT).fit();
    assertThat(fit.residualSeconds()).isCloseTo(0.6745e-6, within(0.15e-6));
  }

  @Test
  void tooLittleIsRefused() {
    assertRefused(new double[] {1, 2}, new double[] {1, 2}, "2 sizes and 2 durations");
    assertRefused(new double[] {1, 2, 3}, new double[] {1, 2}, "3 sizes and 2 durations");
    assertRefused(new double[] {8, 8, 8}, new double[] {1, 2, 3}, "all calls move 8 bytes");
  }

  @ParameterizedTest
  @CsvSource({"NaN, 1", "1, NaN", "Infinity, 1", "1, Infinity", "-1, 1", "1, -1"})
  void whatIsNoSizeOrDurationIsRefused(double bytes, double seconds) {
    assertRefused(new double[] {1, 2, bytes}, new double[] {1, 2, seconds}, "call 2 of " + bytes);
  }

  private static void assertRefused(double[] bytes, double[] seconds, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LatencyFit.of(bytes, seconds))
        .withMessageContaining(message);
  }
}
