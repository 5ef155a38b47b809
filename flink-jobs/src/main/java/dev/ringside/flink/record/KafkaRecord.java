package dev.ringside.flink.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Objects;

/**
 * One record as it lies in Kafka: where, when, and its bytes unread. Operators decode it, not the
 * source, so that a poison record is an element with an address and not an exception in the
 * connector.
 *
 * @param timestampMs Kafka's record time, milliseconds since the epoch, −1 if it has none
 * @param key null if the record has none
 * @param value null for a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes pass through uncopied; equality is by content.
public record KafkaRecord(
    String topic, int partition, long offset, long timestampMs, byte[] key, byte[] value) {

  private static final int OVERHEAD_BYTES = 64;

  @Override
  public boolean equals(Object other) {
    return other instanceof KafkaRecord that
        && topic.equals(that.topic)
        && partition == that.partition
        && offset == that.offset
        && timestampMs == that.timestampMs
        && Arrays.equals(key, that.key)
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        topic, partition, offset, timestampMs, Arrays.hashCode(key), Arrays.hashCode(value));
  }

  /** Bytes it takes while it is kept. */
  public int size() {
    return OVERHEAD_BYTES + (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
  }

  /** The key as text; empty if the record has none. */
  public String keyText() {
    return key == null ? "" : new String(key, UTF_8);
  }

  /** Without the bytes: they may be large, and may be anyone's. */
  @Override
  public String toString() {
    return "%s-%d at offset %d".formatted(topic, partition, offset);
  }
}
