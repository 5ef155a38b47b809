package dev.ringside.core.statistics;

import java.math.BigInteger;

/**
 * Finds the exponential bucket of a positive integer exactly, without floating point.
 *
 * <p>The value's top bit gives the octave; its 64-bit normalised mantissa is compared with the 32
 * thresholds ⌊2^(63+j/32)⌋, found once by five integer square roots. No threshold but the first is
 * rational, so no integer but a power of two lies on one.
 */
final class BucketIndex {

  static final int SCALE = 5;

  private static final int PER_OCTAVE = 1 << SCALE;
  private static final int PEEK_BITS = 8;
  private static final long[] THRESHOLDS = thresholds();
  private static final byte[] FIRST_GUESS = firstGuesses();

  private BucketIndex() {}

  /** The index {@code i} with {@code 2^(i/32) < value ≤ 2^((i+1)/32)}; value must be positive. */
  static int of(long value) {
    int zeros = Long.numberOfLeadingZeros(value);
    long mantissa = value << zeros;
    int octave = Long.SIZE - 1 - zeros;
    if (mantissa == Long.MIN_VALUE) {
      return octave * PER_OCTAVE - 1;
    }
    int bin = FIRST_GUESS[(int) (mantissa >>> (Long.SIZE - 1 - PEEK_BITS)) & 0xff];
    while (bin + 1 < PER_OCTAVE && Long.compareUnsigned(mantissa, THRESHOLDS[bin + 1]) > 0) {
      bin++;
    }
    return octave * PER_OCTAVE + bin;
  }

  private static long[] thresholds() {
    long[] thresholds = new long[PER_OCTAVE];
    for (int j = 0; j < PER_OCTAVE; j++) {
      BigInteger root = BigInteger.ONE.shiftLeft((Long.SIZE - 1) * PER_OCTAVE + j);
      for (int halving = 0; halving < SCALE; halving++) {
        root = root.sqrt();
      }
      thresholds[j] = root.longValue();
    }
    return thresholds;
  }

  /** For each value of the eight bits below the top one: the highest bin it cannot fall below. */
  private static byte[] firstGuesses() {
    byte[] guesses = new byte[1 << PEEK_BITS];
    for (int bits = 0; bits < guesses.length; bits++) {
      long smallest = Long.MIN_VALUE | ((long) bits << (Long.SIZE - 1 - PEEK_BITS));
      int bin = 0;
      while (bin + 1 < PER_OCTAVE && Long.compareUnsigned(smallest, THRESHOLDS[bin + 1]) > 0) {
        bin++;
      }
      guesses[bits] = (byte) bin;
    }
    return guesses;
  }
}
