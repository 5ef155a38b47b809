package dev.ringside.core.statistics;

import java.util.Arrays;
import java.util.Objects;

/**
 * A mergeable histogram with buckets that grow by 2^(1/2^scale): bucket {@code i} holds values in
 * {@code (2^(i/2^scale), 2^((i+1)/2^scale)]}; zero has a bucket of its own.
 *
 * <p>Laws (held by {@code ExponentialHistogramProperties}): merging is commutative and associative
 * and equals recording all values into one histogram of the coarser scale; a quantile is within
 * 1.09 % of a recorded value of that rank at scale 5, doubling with each scale below; counts are
 * exact.
 *
 * <p>It is the OpenTelemetry exponential histogram at scale 5 and Prometheus' native histogram of
 * schema 5, so export needs no second binning. Not thread-safe. Cost: one table look-up a value.
 */
public final class ExponentialHistogram {

  /** 32 buckets an octave. */
  public static final int MAX_SCALE = BucketIndex.SCALE;

  /** The coarsest scale: one bucket an octave. */
  public static final int MIN_SCALE = 0;

  private int scale;
  private long zeroCount;
  private long count;
  private int offset;
  private long[] counts = new long[0];

  public ExponentialHistogram() {
    this(MAX_SCALE);
  }

  public ExponentialHistogram(int scale) {
    if (scale < MIN_SCALE || scale > MAX_SCALE) {
      throw new IllegalArgumentException(
          "histogram scale %d is not in %d..%d".formatted(scale, MIN_SCALE, MAX_SCALE));
    }
    this.scale = scale;
  }

  public void record(long value) {
    record(value, 1);
  }

  /**
   * Counts {@code value} {@code times} times.
   *
   * @throws IllegalArgumentException if the value or the number of times is negative
   */
  public void record(long value, long times) {
    if (value < 0 || times < 0) {
      throw new IllegalArgumentException("value %d, times %d".formatted(value, times));
    }
    if (value == 0) {
      zeroCount += times;
      count += times;
    } else {
      addToBucket(BucketIndex.of(value) >> (MAX_SCALE - scale), times);
    }
  }

  /**
   * Counts the values in {@code from} to {@code to} (exclusive): {@link #record} of each, in a loop
   * that keeps the buckets in local variables.
   *
   * @throws IllegalArgumentException if one is negative; those before it are counted
   */
  public void recordAll(long[] values, int from, int to) {
    Objects.checkFromToIndex(from, to, values.length);
    int shift = MAX_SCALE - scale;
    int row = from;
    while (row < to) {
      int end = recordWithin(values, row, to, shift);
      count += end - row;
      row = end;
      if (row < to) {
        record(values[row++]);
      }
    }
  }

  /** Up to the first value that is not positive or for which there is no bucket yet. */
  private int recordWithin(long[] values, int from, int to, int shift) {
    long[] buckets = counts;
    int first = offset;
    for (int row = from; row < to; row++) {
      long value = values[row];
      int bucket = (BucketIndex.of(value) >> shift) - first;
      if (value <= 0 || bucket < 0 || bucket >= buckets.length) {
        return row;
      }
      buckets[bucket]++;
    }
    return to;
  }

  /**
   * Adds {@code times} to a bucket: for decoding and merging.
   *
   * @throws IllegalArgumentException if the bucket lies outside the range of positive longs, or
   *     times is negative
   */
  public void addToBucket(int index, long times) {
    if (index < -1 || index >= (Long.SIZE - 1) << scale || times < 0) {
      throw new IllegalArgumentException("bucket %d, times %d".formatted(index, times));
    }
    if (times == 0) {
      return;
    }
    makeRoomFor(index);
    counts[index - offset] += times;
    count += times;
  }

  /** Adds to the bucket of the value 0. */
  public void addToZero(long times) {
    record(0, times);
  }

  private void makeRoomFor(int index) {
    if (counts.length == 0) {
      offset = Math.max(-1, index - 2);
      counts = new long[8];
    }
    if (index < offset) {
      int grownOffset = Math.max(-1, index - counts.length / 2);
      long[] grown = new long[counts.length + offset - grownOffset];
      System.arraycopy(counts, 0, grown, offset - grownOffset, counts.length);
      counts = grown;
      offset = grownOffset;
    } else if (index - offset >= counts.length) {
      counts = Arrays.copyOf(counts, Math.max(index - offset + 1, counts.length * 3 / 2));
    }
  }

  /**
   * Adds the counts of {@code other}, which stays as it is; this histogram takes the coarser scale.
   */
  public void merge(ExponentialHistogram other) {
    addBuckets(other.scale, other.offset, other.counts, 0, other.counts.length);
    addToZero(other.zeroCount);
  }

  /**
   * Adds the counts {@code from} to {@code to} (exclusive) of buckets at {@code otherScale}, the
   * first of them that of bucket {@code firstBucket}; this histogram takes the coarser scale.
   */
  void addBuckets(int otherScale, int firstBucket, long[] more, int from, int to) {
    if (otherScale < scale) {
      coarsenTo(otherScale);
    }
    int first = from;
    int end = to;
    while (first < end && more[first] == 0) {
      first++;
    }
    while (first < end && more[end - 1] == 0) {
      end--;
    }
    if (first == end) {
      return;
    }
    if (otherScale == scale) {
      addAligned(firstBucket - from, more, first, end);
    } else {
      addCoarsened(more, firstBucket - from, first, end, otherScale - scale);
    }
  }

  private void addAligned(int bucketOfZeroth, long[] more, int from, int to) {
    makeRoomFor(bucketOfZeroth + from);
    makeRoomFor(bucketOfZeroth + to - 1);
    count += addCounts(counts, bucketOfZeroth - offset, more, from, to);
  }

  private static long addCounts(long[] sums, int shift, long[] more, int from, int to) {
    long added = 0;
    for (int i = from; i < to; i++) {
      long times = more[i];
      sums[i + shift] += times;
      added += times;
    }
    return added;
  }

  private void coarsenTo(int coarser) {
    long[] fine = counts;
    int fineOffset = offset;
    int shift = scale - coarser;
    scale = coarser;
    counts = new long[0];
    count = zeroCount;
    addCoarsened(fine, fineOffset, 0, fine.length, shift);
  }

  private void addCoarsened(long[] fine, int fineOffset, int from, int to, int shift) {
    for (int i = from; i < to; i++) {
      if (fine[i] != 0) {
        addToBucket((fineOffset + i) >> shift, fine[i]);
      }
    }
  }

  /**
   * Copies what buckets {@code from} to {@code to} (exclusive) hold; none lies outside the span.
   */
  void copyCounts(int from, int to, long[] target, int at) {
    System.arraycopy(counts, from - offset, target, at, to - from);
  }

  /** Forgets all values; scale and memory stay. */
  public void clear() {
    Arrays.fill(counts, 0);
    count = 0;
    zeroCount = 0;
  }

  public ExponentialHistogram copy() {
    ExponentialHistogram copy = new ExponentialHistogram(scale);
    copy.merge(this);
    return copy;
  }

  /**
   * A value within the relative error of the one with rank ⌈q·count⌉; 0 if empty.
   *
   * @param q 0 to 1
   */
  public double quantile(double q) {
    if (!(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException("quantile " + q);
    }
    long rank = Math.min(count, Math.max(1, (long) Math.ceil(q * count)));
    long seen = zeroCount;
    if (count == 0 || seen >= rank) {
      return 0;
    }
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return Math.pow(2, (offset + i + 0.5) / (1 << scale));
      }
    }
    throw new IllegalStateException("counts do not sum to " + count);
  }

  /** The largest value of bucket {@code index}. */
  public double upperBound(int index) {
    return Math.pow(2, (index + 1.0) / (1 << scale));
  }

  public int scale() {
    return scale;
  }

  public long count() {
    return count;
  }

  public long zeroCount() {
    return zeroCount;
  }

  /** The lowest bucket that holds something. */
  int firstFilled() {
    long[] buckets = counts;
    int i = 0;
    while (i < buckets.length && buckets[i] == 0) {
      i++;
    }
    return offset + i;
  }

  /**
   * One past the highest bucket that holds something; at most {@link #firstFilled} if none does.
   */
  int filledEnd() {
    long[] buckets = counts;
    int end = buckets.length;
    while (end > 0 && buckets[end - 1] == 0) {
      end--;
    }
    return offset + end;
  }

  private long countOf(int index) {
    int i = index - offset;
    return i < 0 || i >= counts.length ? 0 : counts[i];
  }

  /** Calls {@code visitor} for every bucket that holds something, ascending; zero's left out. */
  public void forEachBucket(BucketVisitor visitor) {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 0) {
        visitor.visit(offset + i, counts[i]);
      }
    }
  }

  @FunctionalInterface
  public interface BucketVisitor {
    void visit(int index, long count);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExponentialHistogram that
        && scale == that.scale
        && zeroCount == that.zeroCount
        && count == that.count
        && firstDifference(that) < 0;
  }

  private int firstDifference(ExponentialHistogram that) {
    int from = Math.min(offset, that.offset);
    int to = Math.max(offset + counts.length, that.offset + that.counts.length);
    for (int index = from; index < to; index++) {
      if (countOf(index) != that.countOf(index)) {
        return index - from;
      }
    }
    return -1;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(count * 31 + zeroCount);
  }

  @Override
  public String toString() {
    return "histogram of %d values, p50 %.0f, p99 %.0f"
        .formatted(count, quantile(0.5), quantile(0.99));
  }
}
