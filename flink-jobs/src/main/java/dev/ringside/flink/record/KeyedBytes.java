package dev.ringside.flink.record;

import java.util.Arrays;

/**
 * An encoded record on its way out. The key names what it is about, so that writing it twice, as
 * at-least-once delivery may, leaves one of it in a compacted topic.
 *
 * @param value null to delete what has this key
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes pass through uncopied; equality is by content.
public record KeyedBytes(byte[] key, byte[] value) {

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyedBytes that
        && Arrays.equals(key, that.key)
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(key) + Arrays.hashCode(value);
  }

  /** Bytes of both. */
  public int size() {
    return key.length + (value == null ? 0 : value.length);
  }

  @Override
  public String toString() {
    return "%d bytes, %d of them the key".formatted(size(), key.length);
  }
}
