package dev.ringside.core.statistics;

import java.math.BigInteger;

/**
 * Finds the exponential bucket of a positive integer exactly, without floating point.
 *
 * <p>The value's top bit gives the octave; its 64-bit normalised mantissa is compared with the 32
 * thresholds ⌊2^(63+j/32)⌋, found once by five integer square roots. No threshold but the first is
 * rational, so no integer but a power of two lies on one.
 *
 * <p>The eight bits below the top one tell a value's slot. A bin is wider than five slots, so a
 * slot has at most one threshold in it, and one comparison decides: no branch, whatever the values.
 */
final class BucketIndex {

  static final int SCALE = 5;

  private static final int PER_OCTAVE = 1 << SCALE;
  private static final int PEEK_BITS = 8;
  private static final int SLOTS = 1 << PEEK_BITS;

  /** Of each slot: the bin its smallest values are in; −1 is the last of the octave below. */
  private static final byte[] BINS = new byte[SLOTS];

  /** Of each slot: its values above this, top bit aside, are one bin on. */
  private static final long[] LAST_IN_BIN = new long[SLOTS];

  static {
    fillSlots(thresholds());
  }

  private BucketIndex() {}

  /** The index {@code i} with {@code 2^(i/32) < value ≤ 2^((i+1)/32)}; value must be positive. */
  static int of(long value) {
    int zeros = Long.numberOfLeadingZeros(value);
    long mantissa = (value << zeros) & Long.MAX_VALUE;
    int slot = (int) (mantissa >>> (Long.SIZE - 1 - PEEK_BITS));
    int bin = BINS[slot] + (mantissa > LAST_IN_BIN[slot] ? 1 : 0);
    return (Long.SIZE - 1 - zeros) * PER_OCTAVE + bin;
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

  private static void fillSlots(long[] thresholds) {
    int bin = -1;
    for (int slot = 0; slot < SLOTS; slot++) {
      long largest = ((slot + 1L) << (Long.SIZE - 1 - PEEK_BITS)) - 1;
      BINS[slot] = (byte) bin;
      LAST_IN_BIN[slot] = Long.MAX_VALUE;
      if (bin + 1 < PER_OCTAVE && (thresholds[bin + 1] & Long.MAX_VALUE) < largest) {
        bin++;
        LAST_IN_BIN[slot] = thresholds[bin] & Long.MAX_VALUE;
      }
    }
  }
}
