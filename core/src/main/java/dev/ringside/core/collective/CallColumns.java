package dev.ringside.core.collective;

import java.util.Arrays;

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
