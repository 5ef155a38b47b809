package dev.ringside.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Held against the definition of a bucket in whole numbers: 2^i < v^32 ≤ 2^(i+1). */
class BucketIndexTest {

  private static final int PER_OCTAVE = 32;

  @Test
  void everyValueToSixteenBitsFallsInItsBucket() {
    for (long value = 1; value <= 65_536; value++) {
      assertInItsBucket(value);
    }
  }

  @Test
  void powersOfTwoAndTheirNeighboursFallInTheirBuckets() {
    for (int power = 1; power < 63; power++) {
      long value = 1L << power;
      assertInItsBucket(value - 1);
      assertInItsBucket(value);
      assertInItsBucket(value + 1);
    }
    assertInItsBucket(Long.MAX_VALUE);
  }

  @Test
  void valuesNextToEveryBoundaryFallInTheirBuckets() {
    for (int bucket = 0; bucket < 63 * PER_OCTAVE - 1; bucket++) {
      long below = largestAtMost(bucket + 1);
      assertInItsBucket(Math.max(1, below));
      assertInItsBucket(below + 1);
    }
  }

  @Test
  void randomValuesOfAllMagnitudesFallInTheirBuckets() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      assertInItsBucket(Math.max(1, random.nextLong() >>> (1 + random.nextInt(63))));
    }
  }

  /** ⌊2^(bound/32)⌋. */
  private static long largestAtMost(int bound) {
    BigInteger root = BigInteger.ONE.shiftLeft(bound);
    for (int halving = 0; halving < 5; halving++) {
      root = root.sqrt();
    }
    return root.longValueExact();
  }

  private static void assertInItsBucket(long value) {
    int index = BucketIndex.of(value);
    BigInteger power = BigInteger.valueOf(value).pow(PER_OCTAVE);
    assertThat(isAbove(power, index) && !isAbove(power, index + 1))
        .as("bucket %d of %d", index, value)
        .isTrue();
  }

  /** True if {@code power} > 2^exponent; 2^−1 is below every whole number. */
  private static boolean isAbove(BigInteger power, int exponent) {
    return exponent < 0 || power.compareTo(BigInteger.ONE.shiftLeft(exponent)) > 0;
  }
}
