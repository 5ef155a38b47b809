package dev.ringside.schemas.wire.container;

import dev.ringside.schemas.MalformedContainerException;
import dev.ringside.schemas.MalformedContainerException.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of a container, counted as they are read. A declared length is checked against a limit,
 * and memory grows with the bytes that arrive, so it stays within a small multiple of the file.
 */
final class ContainerBytes implements AutoCloseable {

  private static final int CHUNK = 1 << 16;

  private final InputStream in;
  private long position;
  private long block = MalformedContainerException.HEADER;

  ContainerBytes(InputStream in) {
    this.in = new BufferedInputStream(in, CHUNK);
  }

  long position() {
    return position;
  }

  long block() {
    return block;
  }

  void beginBlock() {
    block++;
  }

  boolean atEnd() throws IOException {
    in.mark(1);
    boolean end = in.read() < 0;
    in.reset();
    return end;
  }

  /**
   * An Avro long.
   *
   * @param what it is, for the message
   */
  long readLong(String what) throws IOException, MalformedContainerException {
    long at = position;
    long raw = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = in.read();
      if (next < 0) {
        throw truncated(what);
      }
      position++;
      raw |= (next & 0x7FL) << shift;
      if (next < 0x80) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw malformed(
        Reason.HOSTILE_LENGTH, at, "%s of more than 64 bits; expected a long".formatted(what));
  }

  /** A length or number, from 0 to {@code limit}. */
  int readSize(int limit, String what) throws IOException, MalformedContainerException {
    long at = position;
    long size = readLong(what);
    if (size < 0 || size > limit) {
      throw malformed(
          Reason.HOSTILE_LENGTH, at, "%s is %d; expected 0 to %d".formatted(what, size, limit));
    }
    return (int) size;
  }

  byte[] read(int length, String what) throws IOException, MalformedContainerException {
    byte[] bytes = in.readNBytes(length);
    position += bytes.length;
    if (bytes.length < length) {
      throw truncated("%s: %d bytes expected, %d are left".formatted(what, length, bytes.length));
    }
    return bytes;
  }

  private MalformedContainerException truncated(String what) {
    return malformed(Reason.TRUNCATED, position, "the file ends in " + what);
  }

  MalformedContainerException malformed(Reason reason, long offset, String detail) {
    return new MalformedContainerException(reason, block, offset, detail);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
