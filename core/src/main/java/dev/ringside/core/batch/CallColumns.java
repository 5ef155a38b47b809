package dev.ringside.core.batch;

import dev.ringside.core.statistics.CallTally;
import java.util.Arrays;
import java.util.Objects;

/**
 * Calls of one rank, a column a property: what readers fill, batches carry and passes are built
 * from. Row {@code i} is one call; the signature column holds ids of a {@link SignatureTable}.
 *
 * <p>Cost: 28 bytes a call, no object a call. Not thread-safe.
 */
public final class CallColumns {

  private int size;
  private int[] signature;
  private long[] startNs;
  private long[] durationNs;
  private long[] sequence;

  public CallColumns() {
    this(256);
  }

  /**
   * The first {@code size} rows of columns that stay the caller's, who may write into them again:
   * nothing is copied.
   *
   * @throws IllegalArgumentException if a column is shorter
   */
  public CallColumns(
      int size, int[] signature, long[] startNs, long[] durationNs, long[] sequence) {
    if (signature.length < size
        || startNs.length < size
        || durationNs.length < size
        || sequence.length < size) {
      throw new IllegalArgumentException("a column of fewer than %d rows".formatted(size));
    }
    this.size = size;
    this.signature = signature;
    this.startNs = startNs;
    this.durationNs = durationNs;
    this.sequence = sequence;
  }

  public CallColumns(int capacity) {
    signature = new int[capacity];
    startNs = new long[capacity];
    durationNs = new long[capacity];
    sequence = new long[capacity];
  }

  public void add(int signatureId, long startNs, long durationNs, long sequence) {
    if (size == signature.length) {
      grow();
    }
    this.signature[size] = signatureId;
    this.startNs[size] = startNs;
    this.durationNs[size] = durationNs;
    this.sequence[size] = sequence;
    size++;
  }

  private void grow() {
    int capacity = Math.max(16, size + (size >> 1));
    signature = Arrays.copyOf(signature, capacity);
    startNs = Arrays.copyOf(startNs, capacity);
    durationNs = Arrays.copyOf(durationNs, capacity);
    sequence = Arrays.copyOf(sequence, capacity);
  }

  public int size() {
    return size;
  }

  /** Forgets all rows and keeps the memory. */
  public void clear() {
    size = 0;
  }

  public int signature(int row) {
    return signature[row];
  }

  public long startNs(int row) {
    return startNs[row];
  }

  public long durationNs(int row) {
    return durationNs[row];
  }

  public long sequence(int row) {
    return sequence[row];
  }

  public long endNs(int row) {
    return startNs[row] + durationNs[row];
  }

  /** Where the run of calls of one signature that begins at {@code row} ends (exclusive). */
  public int runEnd(int row) {
    int same = signature[row];
    int end = row + 1;
    while (end < size && signature[end] == same) {
      end++;
    }
    return end;
  }

  /** The latest end of the calls {@code from} to {@code to} (exclusive). */
  public long lastEndNs(int from, int to) {
    long last = Long.MIN_VALUE;
    for (int row = from; row < to; row++) {
      last = Math.max(last, startNs[row] + durationNs[row]);
    }
    return last;
  }

  /** Counts the calls {@code from} to {@code to} (exclusive) in {@code tally}. */
  public void tally(int from, int to, CallTally tally) {
    Objects.checkFromToIndex(from, to, size);
    tally.addAll(durationNs, from, to);
  }

  /**
   * Orders the rows by start; rows that start together keep their order. Nothing is done to rows
   * that are in order.
   */
  public void sortByStart() {
    if (StartOrder.isSorted(startNs, size)) {
      return;
    }
    int[] order = StartOrder.of(startNs, size);
    signature = inOrder(signature, order);
    startNs = inOrder(startNs, order);
    durationNs = inOrder(durationNs, order);
    sequence = inOrder(sequence, order);
  }

  private static int[] inOrder(int[] column, int[] order) {
    int[] sorted = new int[order.length];
    for (int place = 0; place < order.length; place++) {
      sorted[place] = column[order[place]];
    }
    return sorted;
  }

  private static long[] inOrder(long[] column, int[] order) {
    long[] sorted = new long[order.length];
    for (int place = 0; place < order.length; place++) {
      sorted[place] = column[order[place]];
    }
    return sorted;
  }

  /** Gives each row whose sequence number is negative its place in the stream as its number. */
  public void numberUnnumbered() {
    for (int row = 0; row < size; row++) {
      if (sequence[row] < 0) {
        sequence[row] = row;
      }
    }
  }
}
