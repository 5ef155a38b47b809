package dev.ringside.ingest.kineto;

import java.util.Arrays;

/** Pairs of ids in the order they came, 16 bytes each. */
final class Links {

  private long[] ids = new long[1024];
  private int used;

  void add(long left, long right) {
    if (used == ids.length) {
      ids = Arrays.copyOf(ids, used * 2);
    }
    ids[used++] = left;
    ids[used++] = right;
  }

  int size() {
    return used / 2;
  }

  long left(int index) {
    return ids[2 * index];
  }

  long right(int index) {
    return ids[2 * index + 1];
  }
}
