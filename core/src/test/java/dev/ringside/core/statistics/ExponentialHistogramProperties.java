package dev.ringside.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import java.util.Arrays;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExponentialHistogramProperties {

  private static final double[] QUANTILES = {0, 0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1};

  /** 2^(1/64) − 1: half a bucket of scale 5, in the logarithm. */
  private static final double RELATIVE_ERROR = 0.0109;

  /** Durations as they are met: smooth, skewed, heavy-tailed, in two humps, all alike. */
  enum Distribution {
    UNIFORM {
      @Override
      long draw(Random random) {
        return random.nextInt(1_000_000);
      }
    },
    EXPONENTIAL {
      @Override
      long draw(Random random) {
        return (long) (-Math.log(1 - random.nextDouble()) * 40_000);
      }
    },
    LOG_NORMAL {
      @Override
      long draw(Random random) {
        return (long) Math.exp(10 + 2 * random.nextGaussian());
      }
    },
    PARETO {
      @Override
      long draw(Random random) {
        return (long) (6_000 / Math.pow(1 - random.nextDouble(), 1.2));
      }
    },
    TWO_HUMPS {
      @Override
      long draw(Random random) {
        return random.nextInt(10) == 0 ? 1_900_000 + random.nextInt(9) : 8_000 + random.nextInt(9);
      }
    },
    CONSTANT {
      @Override
      long draw(Random random) {
        return 4_096;
      }
    },
    ALL_MAGNITUDES {
      @Override
      long draw(Random random) {
        return random.nextLong() >>> (1 + random.nextInt(63));
      }
    };

    abstract long draw(Random random);

    long[] values(long seed, int size) {
      Random random = new Random(seed);
      return LongStream.generate(() -> draw(random)).limit(size).toArray();
    }
  }

  @ParameterizedTest
  @EnumSource(Distribution.class)
  void quantilesAreWithinTheRelativeErrorOfSortedData(Distribution distribution) {
    for (int size : new int[] {1, 2, 3, 100, 20_000}) {
      long[] values = distribution.values(size, size);
      ExponentialHistogram histogram = of(ExponentialHistogram.MAX_SCALE, values);
      Arrays.sort(values);
      for (double q : QUANTILES) {
        long exact = values[(int) Math.max(0, Math.ceil(q * size) - 1)];
        assertThat(histogram.quantile(q))
            .as("q %s of %d", q, size)
            .isCloseTo(exact, within(exact * RELATIVE_ERROR));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Distribution.class)
  void quantilesAgreeWithASketchOfOnePercent(Distribution distribution) {
    long[] values = distribution.values(7, 30_000);
    DDSketch sketch = DDSketches.unboundedDense(0.01);
    Arrays.stream(values).forEach(sketch::accept);
    ExponentialHistogram histogram = of(ExponentialHistogram.MAX_SCALE, values);
    for (double q : new double[] {0.25, 0.5, 0.75, 0.95}) {
      double expected = sketch.getValueAtQuantile(q);
      assertThat(histogram.quantile(q)).isCloseTo(expected, within(expected * 0.022 + 1));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void mergingCommutesAssociatesAndEqualsOnePass(long seed) {
    Random random = new Random(seed);
    ExponentialHistogram[] parts = new ExponentialHistogram[3];
    long[][] values = new long[3][];
    int coarsest = ExponentialHistogram.MAX_SCALE;
    for (int i = 0; i < 3; i++) {
      Distribution[] all = Distribution.values();
      values[i] = all[random.nextInt(all.length)].values(random.nextLong(), random.nextInt(2_000));
      int scale = random.nextInt(ExponentialHistogram.MAX_SCALE + 1);
      coarsest = Math.min(coarsest, scale);
      parts[i] = of(scale, values[i]);
    }
    long[] together = Arrays.stream(values).flatMapToLong(Arrays::stream).toArray();
    ExponentialHistogram onePass = of(coarsest, together);

    ExponentialHistogram leftFirst = merged(merged(parts[0], parts[1]), parts[2]);
    ExponentialHistogram rightFirst = merged(parts[0], merged(parts[1], parts[2]));
    ExponentialHistogram backwards = merged(merged(parts[2], parts[1]), parts[0]);
    assertThat(leftFirst).isEqualTo(onePass).hasSameHashCodeAs(onePass);
    assertThat(rightFirst).isEqualTo(onePass);
    assertThat(backwards).isEqualTo(onePass);
    assertThat(onePass.count()).isEqualTo(together.length);
    assertThat(onePass.scale()).isEqualTo(coarsest);
  }

  @ParameterizedTest
  @EnumSource(Distribution.class)
  void mergingLeavesTheOtherAsItWas(Distribution distribution) {
    ExponentialHistogram other = of(3, distribution.values(1, 500));
    ExponentialHistogram before = other.copy();
    ExponentialHistogram target = of(2, distribution.values(2, 500));
    target.merge(other);
    assertThat(other).isEqualTo(before);
    assertThat(target.count()).isEqualTo(1_000);
  }

  @ParameterizedTest
  @EnumSource(Distribution.class)
  void aCopyIsEqualAndIndependent(Distribution distribution) {
    ExponentialHistogram original = of(4, distribution.values(3, 300));
    ExponentialHistogram copy = original.copy();
    assertThat(copy).isEqualTo(original).hasSameHashCodeAs(original);
    copy.record(17);
    assertThat(copy).isNotEqualTo(original);
    assertThat(original.count()).isEqualTo(300);
  }

  @ParameterizedTest
  @EnumSource(Distribution.class)
  void bucketsRebuildTheHistogram(Distribution distribution) {
    ExponentialHistogram original = of(5, distribution.values(4, 1_000));
    ExponentialHistogram rebuilt = new ExponentialHistogram(5);
    original.forEachBucket(rebuilt::addToBucket);
    rebuilt.addToZero(original.zeroCount());
    assertThat(rebuilt).isEqualTo(original);
  }

  @ParameterizedTest
  @EnumSource(Distribution.class)
  void bucketsUpToABoundAreExactAtPowersOfTwoAndNeverTooMany(Distribution distribution) {
    long[] values = distribution.values(5, 2_000);
    ExponentialHistogram histogram = of(5, values);
    for (int power = 0; power < 63; power++) {
      long bound = 1L << power;
      long exact = Arrays.stream(values).filter(v -> v <= bound).count();
      assertThat(countAtMost(histogram, bound)).as("at most 2^%d", power).isEqualTo(exact);
      assertThat(countAtMost(histogram, bound * 1.01)).isLessThanOrEqualTo(atMost(values, bound));
    }
    assertThat(countAtMost(histogram, -1)).isZero();
    assertThat(countAtMost(histogram, Double.POSITIVE_INFINITY)).isEqualTo(2_000);
  }

  /** Values in buckets that end at or below {@code bound}. */
  private static long countAtMost(ExponentialHistogram histogram, double bound) {
    long[] sum = {bound >= 0 ? histogram.zeroCount() : 0};
    histogram.forEachBucket(
        (index, count) -> sum[0] += histogram.upperBound(index) <= bound ? count : 0);
    return sum[0];
  }

  private static long atMost(long[] values, long bound) {
    return Arrays.stream(values).filter(v -> v <= bound * 1.01).count();
  }

  @Test
  void valuesOfTheWidestRangeCanBeCoarsened() {
    for (LongUnaryOperator order :
        new LongUnaryOperator[] {power -> power, power -> 62 - power, power -> power * 29 % 63}) {
      ExponentialHistogram wide = new ExponentialHistogram();
      for (int power = 0; power < 63; power++) {
        wide.record(1L << order.applyAsLong(power));
      }
      wide.record(Long.MAX_VALUE);
      for (int scale = 4; scale >= ExponentialHistogram.MIN_SCALE; scale--) {
        wide.merge(new ExponentialHistogram(scale));
        assertThat(wide.scale()).isEqualTo(scale);
        assertThat(wide.count()).isEqualTo(64);
      }
    }
  }

  @Test
  void aHistogramMergedWithItselfHoldsEverythingTwice() {
    ExponentialHistogram histogram = of(5, 0, 1, 7, 7, 90_000);
    histogram.merge(histogram);
    assertThat(histogram).isEqualTo(of(5, 0, 0, 1, 1, 7, 7, 7, 7, 90_000, 90_000));
  }

  @Test
  void anEmptyHistogramSaysZero() {
    ExponentialHistogram empty = new ExponentialHistogram();
    assertThat(empty.quantile(0.5)).isZero();
    assertThat(countAtMost(empty, 1e9)).isZero();
    assertThat(empty).isEqualTo(new ExponentialHistogram()).hasToString(empty.copy().toString());
  }

  @Test
  void differenceInScaleCountOrZerosIsADifference() {
    assertThat(of(5, 3)).isNotEqualTo(of(4, 3));
    assertThat(of(5, 3)).isNotEqualTo(of(5, 3, 3));
    assertThat(of(5, 0)).isNotEqualTo(of(5, 1));
    assertThat(of(5, 3)).isNotEqualTo(of(5, 90));
    assertThat(of(5, 3)).isNotEqualTo("histogram");
  }

  @Test
  void quantilesOfCountsBeyondDoublesPrecisionExist() {
    ExponentialHistogram many = new ExponentialHistogram();
    many.record(5, (1L << 53) + 3);
    assertThat(many.quantile(1)).isCloseTo(5, within(5 * RELATIVE_ERROR));
  }

  @Test
  void badArgumentsAreRefused() {
    ExponentialHistogram histogram = new ExponentialHistogram();
    assertThatIllegalArgumentException().isThrownBy(() -> new ExponentialHistogram(6));
    assertThatIllegalArgumentException().isThrownBy(() -> new ExponentialHistogram(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> histogram.record(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> histogram.record(1, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> histogram.addToZero(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> histogram.addToBucket(-2, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> histogram.addToBucket(0, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> histogram.addToBucket(63 * 32, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> histogram.quantile(1.1));
    assertThatIllegalArgumentException().isThrownBy(() -> histogram.quantile(Double.NaN));
    assertThat(histogram.count()).isZero();
  }

  private static ExponentialHistogram of(int scale, long... values) {
    ExponentialHistogram histogram = new ExponentialHistogram(scale);
    Arrays.stream(values).forEach(histogram::record);
    return histogram;
  }

  private static ExponentialHistogram merged(ExponentialHistogram a, ExponentialHistogram b) {
    ExponentialHistogram sum = a.copy();
    sum.merge(b);
    return sum;
  }
}
