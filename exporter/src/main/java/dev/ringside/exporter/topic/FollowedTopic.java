package dev.ringside.exporter.topic;

import dev.ringside.schemas.MalformedRecordException;
import java.nio.ByteBuffer;

/**
 * A topic, and where its records go. Another topic is another of these.
 *
 * @param <T> what its records say
 */
public record FollowedTopic<T>(
    String name, RecordDecoder<T> decoder, TopicTable<T> table, ReadCounts counts) {

  /**
   * Takes one record into the table and counts it. A record without a value deletes its key.
   *
   * @param key null if it has none
   * @param value null if it deletes
   * @throws MalformedRecordException if it cannot be decoded; it is then counted as malformed
   */
  public void take(byte[] key, byte[] value, long writtenMs) throws MalformedRecordException {
    ByteBuffer wrapped = ByteBuffer.wrap(key == null ? new byte[0] : key);
    if (value == null) {
      table.delete(wrapped);
    } else if (table.accept(wrapped, decoded(value), writtenMs)) {
      counts.countTaken();
    } else {
      counts.countStale();
    }
  }

  private T decoded(byte[] value) throws MalformedRecordException {
    try {
      return decoder.decode(value);
    } catch (MalformedRecordException e) {
      counts.countMalformed(e.reason().label());
      throw e;
    }
  }
}
