package dev.ringside.core.collective;

import java.math.BigInteger;

/**
 * The exact fraction of a message that each rank moves over its links.
 *
 * <p>Law: {@code busbw = algbw × factor}, {@code wire bytes = message bytes × factor}. Kept as a
 * fraction so that byte sums stay integers: {@link #applyTo} divides once, after summing, and
 * rounds half up.
 *
 * <p>Source: nccl-tests, doc/PERFORMANCE.md.
 */
public record WireFactor(long numerator, long denominator) {

  public static final WireFactor ONE = new WireFactor(1, 1);

  public WireFactor {
    if (denominator < 1 || numerator < 0) {
      throw new IllegalArgumentException(
          "wire factor %d/%d: needs a group of at least one rank"
              .formatted(numerator, denominator));
    }
  }

  /**
   * {@code bytes × factor}, rounded half up.
   *
   * @throws ArithmeticException if the result exceeds 63 bits
   */
  public long applyTo(long bytes) {
    long high = Math.multiplyHigh(bytes, numerator);
    long low = bytes * numerator;
    if (high == 0 && low >= 0 && low <= Long.MAX_VALUE - denominator / 2) {
      return (low + denominator / 2) / denominator;
    }
    BigInteger product = BigInteger.valueOf(bytes).multiply(BigInteger.valueOf(numerator));
    return product
        .add(BigInteger.valueOf(denominator / 2))
        .divide(BigInteger.valueOf(denominator))
        .longValueExact();
  }

  public double asDouble() {
    return (double) numerator / denominator;
  }
}
