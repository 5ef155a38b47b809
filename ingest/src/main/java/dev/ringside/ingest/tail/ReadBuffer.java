package dev.ringside.ingest.tail;

import dev.ringside.ingest.inspector.live.GrowingLog;
import java.io.IOException;
import java.util.Arrays;

/** The one buffer into which all files are read; it grows for long lines, and shrinks again. */
final class ReadBuffer {

  private static final int USUAL = 1 << 18;

  private byte[] bytes = new byte[USUAL];
  private int size;

  byte[] bytes() {
    return bytes;
  }

  /** Bytes that are in it. */
  int size() {
    return size;
  }

  boolean isFull() {
    return size == bytes.length;
  }

  /** Reads behind what is in it, until it is full or {@code limit} bytes are in it. */
  void fill(FileText text, long limit) throws IOException {
    int most = (int) Math.min(bytes.length, limit) - size;
    size += most > 0 ? text.read(bytes, size, most) : 0;
  }

  /** Forgets the first bytes. */
  void drop(int done) {
    System.arraycopy(bytes, done, bytes, 0, size - done);
    size -= done;
  }

  void clear() {
    size = 0;
    if (bytes.length > USUAL) {
      bytes = new byte[USUAL];
    }
  }

  /** False if it is as large as the longest line may be. */
  boolean grow() {
    if (bytes.length >= GrowingLog.longestLine()) {
      return false;
    }
    bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    return true;
  }

  /** The position after the first line feed, or -1. */
  int afterLineFeed() {
    for (int at = 0; at < size; at++) {
      if (bytes[at] == '\n') {
        return at + 1;
      }
    }
    return -1;
  }
}
