package dev.ringside.core.statistics;

import java.util.Arrays;

/**
 * Tallies side by side, a row each: what {@link CallTally} holds, in columns, so that many of them
 * are written, read and summed without an object apiece.
 *
 * <p>The counts of a row's histogram lie in one array behind those of the row before, from the
 * row's first bucket to its last. All rows have one scale. Rows are added, never changed. Not
 * thread-safe.
 */
public final class TallyRows {

  private final int scale;
  private int rows;
  private long[] calls;
  private long[] durationNs;
  private long[] zeroCounts;
  private int[] firstBuckets;
  private int[] countsEnd;
  private long[] counts;

  /**
   * Room for {@code capacity} rows; it grows.
   *
   * @param scale of the rows' histograms
   */
  public TallyRows(int scale, int capacity) {
    this.scale = scale;
    calls = new long[capacity];
    durationNs = new long[capacity];
    zeroCounts = new long[capacity];
    firstBuckets = new int[capacity];
    countsEnd = new int[capacity];
    counts = new long[16 * capacity];
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if the tally's histogram has another scale
   */
  public void add(CallTally tally) {
    ExponentialHistogram durations = tally.durations();
    if (durations.scale() != scale) {
      throw new IllegalArgumentException(
          "a histogram of scale %d among those of %d".formatted(durations.scale(), scale));
    }
    int from = durations.firstFilled();
    int buckets = Math.max(0, durations.filledEnd() - from);
    begin(tally.calls(), tally.durationNs(), durations.zeroCount(), from);
    makeRoomFor(buckets);
    durations.copyCounts(from, from + buckets, counts, countsEnd[rows - 1]);
    countsEnd[rows - 1] += buckets;
  }

  /** Begins a row; the counts of its buckets follow by {@link #addCounts}. */
  public void begin(long rowCalls, long rowDurationNs, long zeroCount, int firstBucket) {
    if (rows == calls.length) {
      grow();
    }
    calls[rows] = rowCalls;
    durationNs[rows] = rowDurationNs;
    zeroCounts[rows] = zeroCount;
    firstBuckets[rows] = firstBucket;
    countsEnd[rows] = countsStart(rows);
    rows++;
  }

  /** The counts of the next {@code buckets} buckets of the row begun last, all alike. */
  public void addCounts(long count, int buckets) {
    makeRoomFor(buckets);
    int from = countsEnd[rows - 1];
    countsEnd[rows - 1] = from + buckets;
    Arrays.fill(counts, from, from + buckets, count);
  }

  private void makeRoomFor(int more) {
    int needed = countsEnd[rows - 1] + more;
    if (needed > counts.length) {
      counts = Arrays.copyOf(counts, Math.max(needed, counts.length * 2));
    }
  }

  private void grow() {
    int capacity = Math.max(4, rows * 2);
    calls = Arrays.copyOf(calls, capacity);
    durationNs = Arrays.copyOf(durationNs, capacity);
    zeroCounts = Arrays.copyOf(zeroCounts, capacity);
    firstBuckets = Arrays.copyOf(firstBuckets, capacity);
    countsEnd = Arrays.copyOf(countsEnd, capacity);
  }

  private int countsStart(int row) {
    return row == 0 ? 0 : countsEnd[row - 1];
  }

  /** Adds the rows {@code from} to {@code to} (exclusive) to {@code sum}. */
  public void addTo(CallTally sum, int from, int to) {
    long moreCalls = 0;
    long moreNs = 0;
    long zeros = 0;
    for (int row = from; row < to; row++) {
      moreCalls += calls[row];
      moreNs += durationNs[row];
      sum.durations()
          .addBuckets(scale, firstBuckets[row], counts, countsStart(row), countsEnd[row]);
      zeros += zeroCounts[row];
    }
    sum.durations().addToZero(zeros);
    sum.addSums(moreCalls, moreNs);
  }

  /** The row as a tally of its own. */
  public CallTally tally(int row) {
    CallTally tally = new CallTally(0, 0, new ExponentialHistogram(scale));
    addTo(tally, row, row + 1);
    return tally;
  }

  /** A copy of the rows {@code from} to {@code to} (exclusive). */
  public TallyRows copyOf(int from, int to) {
    TallyRows copy = new TallyRows(scale, to - from);
    for (int row = from; row < to; row++) {
      copy.begin(calls[row], durationNs[row], zeroCounts[row], firstBuckets[row]);
      int length = countsEnd[row] - countsStart(row);
      copy.makeRoomFor(length);
      System.arraycopy(counts, countsStart(row), copy.counts, copy.countsEnd[row - from], length);
      copy.countsEnd[row - from] += length;
    }
    return copy;
  }

  public int size() {
    return rows;
  }

  public int scale() {
    return scale;
  }

  public long calls(int row) {
    return calls[row];
  }

  /** Calls of the rows {@code from} to {@code to} (exclusive). */
  public long calls(int from, int to) {
    long sum = 0;
    for (int row = from; row < to; row++) {
      sum += calls[row];
    }
    return sum;
  }

  public long durationNs(int row) {
    return durationNs[row];
  }

  /**
   * How long the longest call of the row took, no less than it was: in buckets of {@link
   * ExponentialHistogram#MAX_SCALE}, of which {@link #bucketEndNs} makes nanoseconds; 0 without
   * calls that took any time.
   */
  public int longestBucketEnd(int row) {
    int buckets = buckets(row);
    return buckets == 0
        ? 0
        : (firstBuckets[row] + buckets) << (ExponentialHistogram.MAX_SCALE - scale);
  }

  /** The end of a bucket of {@link ExponentialHistogram#MAX_SCALE}, 3 % more than its beginning. */
  public static long bucketEndNs(int bucketEnd) {
    return (long) Math.pow(2, bucketEnd / (double) (1 << ExponentialHistogram.MAX_SCALE));
  }

  public long zeroCount(int row) {
    return zeroCounts[row];
  }

  /** The bucket that the first of the row's counts is of. */
  public int firstBucket(int row) {
    return firstBuckets[row];
  }

  /** How many buckets the row spans. */
  public int buckets(int row) {
    return countsEnd[row] - countsStart(row);
  }

  /** The count of the row's bucket {@code firstBucket(row) + i}. */
  public long count(int row, int i) {
    return counts[countsStart(row) + i];
  }
}
