package dev.ringside.schemas.batch.column;

import dev.ringside.schemas.wire.WireWriter;
import java.util.Arrays;

/**
 * Writes a column of varints by byte position: plane 0 holds the first byte of each varint, plane 1
 * the second byte of those that have one, and so on.
 *
 * <p>The size equals that of the varints, but the noise of a clock stays in the low planes while
 * the high planes repeat and compress well: a sixth smaller after zstd than varints in a row on the
 * decode trace (benchmarks/results/batch-encoding.md).
 */
final class VarintPlanes {

  /** Bytes of the longest varint, one of 64 bits. */
  static final int MAX = 10;

  private final WireWriter[] planes = new WireWriter[MAX];

  VarintPlanes() {
    Arrays.setAll(planes, plane -> new WireWriter(64));
  }

  void clear() {
    for (WireWriter plane : planes) {
      plane.clear();
    }
  }

  void add(long unsigned) {
    long rest = unsigned;
    int plane = 0;
    while ((rest & ~0x7FL) != 0) {
      planes[plane++].writeByte((int) rest | 0x80);
      rest >>>= 7;
    }
    planes[plane].writeByte((int) rest);
  }

  void addZigzag(long value) {
    add((value << 1) ^ (value >> 63));
  }

  void write(WireWriter out) {
    int used = 0;
    while (used < MAX && planes[used].size() > 0) {
      used++;
    }
    if (used > 0) {
      out.writeLong(used);
    }
    for (int plane = 0; plane < used; plane++) {
      out.writeBytes(planes[plane]);
    }
    out.writeLong(0);
  }
}
