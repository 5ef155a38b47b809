package dev.ringside.schemas.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.schemas.MalformedRecordException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A record that could not be read, with its origin and the reason. On the topic the payload is the
 * value, byte for byte, and the rest is in headers, so a repaired reader can read the topic
 * directly.
 *
 * @param reason a stable lower-case word, for counting: the label of a {@link
 *     MalformedRecordException.Reason}, {@link #KEY_MISMATCH} or {@link #WRONG_TENANT}
 * @param topic where the record was read; empty if unknown
 * @param partition −1 if unknown
 * @param offset in the partition, −1 if unknown
 * @param detail one sentence for people, cut off after {@value #MOST_DETAIL} characters
 * @param payload the value, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode look into the array
public record DeadLetter(
    String reason, String topic, int partition, long offset, String detail, byte[] payload) {

  public static final String REASON = "reason";
  public static final String TOPIC = "topic";
  public static final String PARTITION = "partition";
  public static final String OFFSET = "offset";
  public static final String DETAIL = "detail";

  /** The reason for a record whose key names another rank than its batch. */
  public static final String KEY_MISMATCH = "key_mismatch";

  /**
   * The reason for a record that can be read, but for which there is no room; see {@code Bound}.
   */
  public static final String BEYOND_BOUND = "beyond_bound";

  /** The reason for a record on which the job failed: the failure is ours, not the sender's. */
  public static final String INTERNAL_ERROR = "internal_error";

  /** The reason for calls on another tenant's topic than that of the deployment they name. */
  public static final String WRONG_TENANT = "wrong_tenant";

  public static final int UNKNOWN = -1;

  private static final int MOST_DETAIL = 1_024;

  /** Room for the headers and what Kafka adds to a record. */
  private static final int HEADER_BYTES = 8 * MOST_DETAIL;

  public DeadLetter {
    detail = detail.length() > MOST_DETAIL ? detail.substring(0, MOST_DETAIL) + " ..." : detail;
  }

  /** The letter for a record that failed to decode; a missing value becomes an empty payload. */
  public static DeadLetter of(
      MalformedRecordException failure, String topic, int partition, long offset, byte[] payload) {
    return new DeadLetter(
        failure.reason().label(),
        topic,
        partition,
        offset,
        failure.getMessage(),
        payload == null ? new byte[0] : payload);
  }

  /** The letter in a record of at most so many bytes: of a larger payload only the beginning. */
  public DeadLetter within(long mostBytes) {
    int room = (int) Math.max(0, mostBytes - HEADER_BYTES);
    return payload.length <= room
        ? this
        : new DeadLetter(
            reason,
            topic,
            partition,
            offset,
            "only the first %d of %d bytes are kept; %s".formatted(room, payload.length, detail),
            Arrays.copyOf(payload, room));
  }

  /** Headers of the record on the topic: each value as text in UTF-8. */
  public SortedMap<String, byte[]> headers() {
    TreeMap<String, byte[]> headers = new TreeMap<>();
    headers.put(REASON, reason.getBytes(UTF_8));
    headers.put(TOPIC, topic.getBytes(UTF_8));
    headers.put(PARTITION, Integer.toString(partition).getBytes(UTF_8));
    headers.put(OFFSET, Long.toString(offset).getBytes(UTF_8));
    headers.put(DETAIL, detail.getBytes(UTF_8));
    return Collections.unmodifiableSortedMap(headers);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DeadLetter that
        && reason.equals(that.reason)
        && topic.equals(that.topic)
        && partition == that.partition
        && offset == that.offset
        && detail.equals(that.detail)
        && Arrays.equals(payload, that.payload);
  }

  @Override
  public int hashCode() {
    return Objects.hash(reason, topic, partition, offset, detail, Arrays.hashCode(payload));
  }

  /** Without the payload, which may be large and may be confidential. */
  @Override
  public String toString() {
    return "dead letter from %s-%d at offset %d, %d bytes: %s"
        .formatted(topic, partition, offset, payload.length, detail);
  }
}
