package dev.ringside.core.batch;

/**
 * The order of rows by their starts, rows that start together in the order they have.
 *
 * <p>A merge sort of row numbers from the bottom up: no object a row, 8 bytes of it while it sorts,
 * and halves that follow one another already are left as they are.
 */
final class StartOrder {

  private StartOrder() {}

  static boolean isSorted(long[] startNs, int size) {
    for (int row = 1; row < size; row++) {
      if (startNs[row] < startNs[row - 1]) {
        return false;
      }
    }
    return true;
  }

  /** The row that belongs in each place. */
  static int[] of(long[] startNs, int size) {
    int[] order = new int[size];
    for (int row = 0; row < size; row++) {
      order[row] = row;
    }
    int[] left = new int[size];
    for (long width = 1; width < size; width *= 2) {
      for (long from = 0; from + width < size; from += 2 * width) {
        int to = (int) Math.min(size, from + 2 * width);
        merge(order, (int) from, (int) (from + width), to, startNs, left);
      }
    }
    return order;
  }

  private static void merge(int[] order, int from, int middle, int to, long[] startNs, int[] left) {
    if (startNs[order[middle - 1]] <= startNs[order[middle]]) {
      return;
    }
    int lefts = middle - from;
    System.arraycopy(order, from, left, 0, lefts);
    int next = 0;
    int right = middle;
    for (int place = from; next < lefts; place++) {
      boolean takeRight = right < to && startNs[order[right]] < startNs[left[next]];
      order[place] = takeRight ? order[right++] : left[next++];
    }
  }
}
