package dev.ringside.ingest.inspector.process;

import dev.ringside.core.collective.Collective;
import java.util.Arrays;

/**
 * Numbers the kinds of calls of a process, without an object a call: an open-addressed table over
 * two longs.
 */
final class CallKinds {

  /** Bits of {@link #variant}. */
  static final int REPLAY = 1;

  static final int UNSIGNED = 2;
  static final int TIMED = 4;
  static final int ENQUEUE_ONLY = 8;

  private static final int COLLECTIVE_BITS = 5;
  private static final int COMMUNICATOR_BITS = 20;
  private static final int COLLECTIVE_AT = 4;
  private static final int COMMUNICATOR_AT = COLLECTIVE_AT + COLLECTIVE_BITS;
  private static final int PEER_AT = COMMUNICATOR_AT + COMMUNICATOR_BITS;

  private long[] what = new long[64];
  private long[] bytes = new long[64];
  private int[] slots = filled(256);
  private int size;
  private int last;

  private static int[] filled(int length) {
    int[] slots = new int[length];
    Arrays.fill(slots, -1);
    return slots;
  }

  int size() {
    return size;
  }

  /**
   * @param communicator below 2^20
   * @param peer -1 if there is none
   */
  int of(int communicator, Collective collective, int variant, int peer, long size) {
    long key =
        ((peer + 1L) << PEER_AT)
            | ((long) communicator << COMMUNICATOR_AT)
            | ((long) collective.ordinal() << COLLECTIVE_AT)
            | variant;
    if (last < this.size && what[last] == key && bytes[last] == size) {
      return last;
    }
    last = find(key, size);
    return last;
  }

  private int find(long key, long size) {
    int slot = slot(key, size);
    while (slots[slot] >= 0) {
      int kind = slots[slot];
      if (what[kind] == key && bytes[kind] == size) {
        return kind;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return add(key, size, slot);
  }

  private int slot(long key, long size) {
    long mixed = (key * 0x9E3779B97F4A7C15L) ^ (size * 0xC2B2AE3D27D4EB4FL);
    return (int) (mixed >>> 40) & (slots.length - 1);
  }

  private int add(long key, long bytesOf, int slot) {
    if (size == what.length) {
      what = Arrays.copyOf(what, 2 * size);
      bytes = Arrays.copyOf(bytes, 2 * size);
    }
    what[size] = key;
    bytes[size] = bytesOf;
    slots[slot] = size++;
    if (2 * size > slots.length) {
      rehash();
    }
    return size - 1;
  }

  private void rehash() {
    slots = filled(2 * slots.length);
    for (int kind = 0; kind < size; kind++) {
      int slot = slot(what[kind], bytes[kind]);
      while (slots[slot] >= 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = kind;
    }
  }

  private long bits(int kind, int from, int bits) {
    return (what[kind] >> from) & ((1L << bits) - 1);
  }

  int communicator(int kind) {
    return (int) bits(kind, COMMUNICATOR_AT, COMMUNICATOR_BITS);
  }

  Collective collective(int kind) {
    return Collective.values()[(int) bits(kind, COLLECTIVE_AT, COLLECTIVE_BITS)];
  }

  int variant(int kind) {
    return (int) bits(kind, 0, COLLECTIVE_AT);
  }

  int peer(int kind) {
    return (int) (what[kind] >> PEER_AT) - 1;
  }

  long bytes(int kind) {
    return bytes[kind];
  }
}
