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

  /** The same calls ordered by start, then by their order here; {@code shiftNs} added to each. */
  public CallColumns sortedByStart(long shiftNs) {
    Integer[] order = new Integer[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    Arrays.sort(order, (a, b) -> Long.compare(startNs[a], startNs[b]));
    CallColumns sorted = new CallColumns(size);
    for (int row : order) {
      sorted.add(signature[row], startNs[row] + shiftNs, durationNs[row], sequence[row]);
    }
    return sorted;
  }
}
