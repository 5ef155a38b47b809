package dev.ringside.schemas.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Writes values in Avro's binary encoding, and plain varints for columns, into a buffer that grows
 * and is reused. {@link WireReader} reads them back.
 *
 * <p>Used for records on the wire and for the state of jobs: a state codec fills a writer, then
 * hands {@link #view} to Flink in one piece with {@link #size} in front.
 *
 * <p>Source: Avro 1.12 specification, "Binary Encoding". Not thread-safe.
 */
public final class WireWriter {

  private static final int LONGEST_VARINT = 10;

  private byte[] bytes;
  private int size;

  public WireWriter(int capacity) {
    bytes = new byte[Math.max(capacity, LONGEST_VARINT)];
  }

  /** Empties the buffer and keeps its memory. */
  public void clear() {
    size = 0;
  }

  public int size() {
    return size;
  }

  /** What was written, not copied: valid until the next write. */
  public ByteBuffer view() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Seven bits a byte, lowest first; 1 to 10 bytes, few for small values. */
  public void writeVarint(long unsigned) {
    if (bytes.length - size < LONGEST_VARINT) {
      grow(LONGEST_VARINT);
    }
    long rest = unsigned;
    int at = size;
    while ((rest & ~0x7FL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    size = at;
  }

  public void writeByte(int value) {
    if (size == bytes.length) {
      grow(1);
    }
    bytes[size++] = (byte) value;
  }

  /** A varint that is short for values near 0 of either sign. */
  public void writeZigzag(long value) {
    writeVarint((value << 1) ^ (value >> 63));
  }

  public void writeInt(int value) {
    writeZigzag(value);
  }

  public void writeLong(long value) {
    writeZigzag(value);
  }

  public void writeBoolean(boolean value) {
    writeVarint(value ? 1 : 0);
  }

  /** Eight bytes, lowest first. */
  public void writeDouble(double value) {
    writeFixed(Double.doubleToLongBits(value));
  }

  void writeFixed(long value) {
    if (bytes.length - size < Long.BYTES) {
      grow(Long.BYTES);
    }
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  public void writeString(String value) {
    if (!writeAscii(value)) {
      writeBytes(value.getBytes(UTF_8));
    }
  }

  /** Most strings are ASCII and need no array of their own; undoes itself for any other string. */
  private boolean writeAscii(String value) {
    int before = size;
    int length = value.length();
    writeLong(length);
    if (bytes.length - size < length) {
      grow(length);
    }
    for (int i = 0; i < length; i++) {
      char next = value.charAt(i);
      if (next > 0x7F) {
        size = before;
        return false;
      }
      bytes[size++] = (byte) next;
    }
    return true;
  }

  public void writeBytes(byte[] value) {
    writeLong(value.length);
    writeRaw(value, value.length);
  }

  /** The content of {@code column}, as an Avro bytes value. */
  public void writeBytes(WireWriter column) {
    writeLong(column.size);
    writeRaw(column.bytes, column.size);
  }

  /** The content of {@code part}, with no length in front. */
  public void append(WireWriter part) {
    writeRaw(part.bytes, part.size);
  }

  /** The first {@code length} bytes of {@code value}, with no length in front. */
  public void writeRaw(byte[] value, int length) {
    if (bytes.length - size < length) {
      grow(length);
    }
    System.arraycopy(value, 0, bytes, size, length);
    size += length;
  }

  /** An Avro array: {@code item} writes one element. */
  public <T> void writeArray(Collection<T> items, BiConsumer<WireWriter, T> item) {
    if (!items.isEmpty()) {
      writeLong(items.size());
      items.forEach(value -> item.accept(this, value));
    }
    writeLong(0);
  }

  /** An Avro map from strings: {@code item} writes one value. */
  public <T> void writeMap(Map<String, T> map, BiConsumer<WireWriter, T> item) {
    writeArray(
        map.entrySet(),
        (out, entry) -> {
          out.writeString(entry.getKey());
          item.accept(out, entry.getValue());
        });
  }

  /** A map with keys of any kind, for state: its size, then each key and its value. */
  public <K, V> void writeEntries(
      Map<K, V> map, BiConsumer<WireWriter, K> key, BiConsumer<WireWriter, V> value) {
    writeInt(map.size());
    map.forEach(
        (k, v) -> {
          key.accept(this, k);
          value.accept(this, v);
        });
  }

  /** An Avro union of null and a value: {@code item} writes the value. */
  public <T> void writeOptional(Optional<T> value, BiConsumer<WireWriter, T> item) {
    writeLong(value.isPresent() ? 1 : 0);
    value.ifPresent(present -> item.accept(this, present));
  }

  private void grow(int more) {
    bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length * 3 / 2));
  }
}
