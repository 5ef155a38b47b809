package dev.ringside.schemas.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.bound.Bound;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.MalformedRecordException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads values in Avro's binary encoding, and plain varints of columns, from untrusted bytes: a
 * declared length is checked against the bytes that are left before memory is allocated, and every
 * failure is a {@link MalformedRecordException} with its offset.
 *
 * <p>Also reads the state of jobs, which {@link WireWriter} wrote.
 *
 * <p>Source: Avro 1.12 specification, "Binary Encoding". Not thread-safe.
 */
public final class WireReader {

  private final byte[] bytes;
  private final int end;
  private int position;

  /** Reads from the beginning of {@code bytes}, which stays the caller's. */
  public WireReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /** Reads {@code bytes} from {@code position} to {@code end}, exclusive. */
  public WireReader(byte[] bytes, int position, int end) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
  }

  /** Reads one value with the reader it is given. */
  @FunctionalInterface
  public interface Item<T> {
    T read(WireReader in) throws MalformedRecordException;
  }

  /** Bytes from the start of the record. */
  public int position() {
    return position;
  }

  public int remaining() {
    return end - position;
  }

  /** A hash of the next {@code most} bytes, or of those that are left. */
  public int hashAhead(int most) {
    int hash = 1;
    for (int at = position; at < Math.min(end, position + most); at++) {
      hash = 31 * hash + bytes[at];
    }
    return hash;
  }

  /** Skips {@code expected} if that is what comes next. */
  public boolean skipIfNext(byte[] expected) {
    int to = position + expected.length;
    if (to > end || !Arrays.equals(bytes, position, to, expected, 0, expected.length)) {
      return false;
    }
    position = to;
    return true;
  }

  /** A copy of the bytes read since {@code from}, an earlier {@link #position}. */
  public byte[] copySince(int from) {
    return Arrays.copyOfRange(bytes, from, position);
  }

  public long readVarint() throws MalformedRecordException {
    if (position < end) {
      byte first = bytes[position];
      if (first >= 0) {
        position++;
        return first;
      }
    }
    return readLongVarint();
  }

  private long readLongVarint() throws MalformedRecordException {
    long value = 0;
    int at = position;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (at >= end) {
        throw truncated(1);
      }
      byte next = bytes[at++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        if (shift == 63 && next > 1) {
          break;
        }
        position = at;
        return value;
      }
    }
    throw badValue("a varint of more than 64 bits");
  }

  public long readZigzag() throws MalformedRecordException {
    long raw = readVarint();
    return (raw >>> 1) ^ -(raw & 1);
  }

  public long readLong() throws MalformedRecordException {
    return readZigzag();
  }

  public int readInt() throws MalformedRecordException {
    int at = position;
    long value = readZigzag();
    if (value != (int) value) {
      position = at;
      throw badValue(value + " does not fit an int");
    }
    return (int) value;
  }

  public byte readByte() throws MalformedRecordException {
    if (position >= end) {
      throw truncated(1);
    }
    return bytes[position++];
  }

  /** A copy of all that is left: reading a column in a loop is faster from an array. */
  public byte[] readRest() {
    byte[] rest = Arrays.copyOfRange(bytes, position, end);
    position = end;
    return rest;
  }

  public boolean readBoolean() throws MalformedRecordException {
    byte value = readByte();
    if (value < 0 || value > 1) {
      position--;
      throw badValue("a boolean of " + value);
    }
    return value == 1;
  }

  public double readDouble() throws MalformedRecordException {
    return Double.longBitsToDouble(readFixed());
  }

  long readFixed() throws MalformedRecordException {
    if (remaining() < Long.BYTES) {
      throw truncated(Long.BYTES);
    }
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      value |= (bytes[position++] & 0xFFL) << shift;
    }
    return value;
  }

  public String readString() throws MalformedRecordException {
    int length = readLength();
    position += length;
    return new String(bytes, position - length, length, UTF_8);
  }

  public byte[] readBytes() throws MalformedRecordException {
    int length = readLength();
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }

  /** A reader of the next bytes value; nothing is copied. */
  public WireReader readColumn() throws MalformedRecordException {
    int length = readLength();
    position += length;
    return new WireReader(bytes, position - length, position);
  }

  /** A reader of no bytes, at this position. */
  public WireReader emptyColumn() {
    return new WireReader(bytes, position, position);
  }

  private int readLength() throws MalformedRecordException {
    int at = position;
    long length = readZigzag();
    if (length < 0 || length > remaining()) {
      position = at;
      throw hostile("%d bytes declared, %d left".formatted(length, end - at));
    }
    return (int) length;
  }

  /** An index of an enum's symbol or of a union's branch: 0 to {@code count - 1}. */
  public int readIndex(int count) throws MalformedRecordException {
    int at = position;
    long index = readZigzag();
    if (index < 0 || index >= count) {
      position = at;
      throw badValue("index %d of %d".formatted(index, count));
    }
    return (int) index;
  }

  /**
   * The number of items in the next block of an Avro array or map, 0 after the last block. Never
   * more than the bytes that are left, because each item of our schemas takes at least one.
   */
  public int readBlock() throws MalformedRecordException {
    int at = position;
    long count = readZigzag();
    if (count < 0 && count != Long.MIN_VALUE) {
      readLength(); // the block's size in bytes, needed only to skip it
      count = -count;
    }
    if (count < 0 || count > remaining()) {
      position = at;
      throw hostile("%d items declared, %d bytes left".formatted(count, end - at));
    }
    return (int) count;
  }

  public <T> List<T> readArray(Item<T> item) throws MalformedRecordException {
    return readArray(Optional.empty(), item);
  }

  /** An array of no more items than the bound allows, checked before they are read. */
  public <T> List<T> readArray(Bound bound, Item<T> item) throws MalformedRecordException {
    return readArray(Optional.of(bound), item);
  }

  private <T> List<T> readArray(Optional<Bound> bound, Item<T> item)
      throws MalformedRecordException {
    List<T> items = new ArrayList<>();
    for (int block = readBlock(); block > 0; block = readBlock()) {
      if (bound.isPresent()) {
        require(bound.get(), items.size() + (long) block);
      }
      for (int i = 0; i < block; i++) {
        items.add(item.read(this));
      }
    }
    return Collections.unmodifiableList(items);
  }

  public <T> SortedMap<String, T> readMap(Item<T> item) throws MalformedRecordException {
    TreeMap<String, T> map = new TreeMap<>();
    for (int block = readBlock(); block > 0; block = readBlock()) {
      for (int i = 0; i < block; i++) {
        String key = readString();
        if (map.put(key, item.read(this)) != null) {
          throw badValue("a map names \"%s\" twice".formatted(key));
        }
      }
    }
    return map;
  }

  /** What {@link WireWriter#writeEntries} wrote, put into {@code empty}. */
  public <K, V> Map<K, V> readEntries(Map<K, V> empty, Item<K> key, Item<V> value)
      throws MalformedRecordException {
    for (int left = readInt(); left > 0; left--) {
      empty.put(key.read(this), value.read(this));
    }
    return empty;
  }

  /** An Avro union of null and a value: {@code item} reads the value. */
  public <T> Optional<T> readOptional(Item<T> item) throws MalformedRecordException {
    return readIndex(2) == 0 ? Optional.empty() : Optional.of(item.read(this));
  }

  /**
   * @throws MalformedRecordException if anything is left
   */
  public void requireEnd() throws MalformedRecordException {
    if (position != end) {
      throw trailing(remaining());
    }
  }

  /** The exception for {@code count} bytes before the end that belong to no value. */
  public MalformedRecordException trailing(int count) {
    return new MalformedRecordException(
        Reason.TRAILING_BYTES, end - count, count + " bytes after the last value");
  }

  /**
   * @throws MalformedRecordException a hostile length, if {@code found} is beyond {@code bound}
   */
  public void require(Bound bound, long found) throws MalformedRecordException {
    if (!bound.allows(found)) {
      throw hostile(bound.saying(found, "record"));
    }
  }

  public MalformedRecordException badValue(String detail) {
    return new MalformedRecordException(Reason.BAD_VALUE, position, detail);
  }

  public MalformedRecordException hostile(String detail) {
    return new MalformedRecordException(Reason.HOSTILE_LENGTH, position, detail);
  }

  /** The exception for {@code wanted} bytes that are missing. */
  public MalformedRecordException truncated(int wanted) {
    return new MalformedRecordException(
        Reason.TRUNCATED, end, "%d bytes wanted at byte %d".formatted(wanted, position));
  }
}
