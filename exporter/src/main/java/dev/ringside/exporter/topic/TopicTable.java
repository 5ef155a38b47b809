package dev.ringside.exporter.topic;

import java.nio.ByteBuffer;

/**
 * The latest of a compacted topic. Written by one thread, that of the topic's follower.
 *
 * @param <T> what the topic's records say
 */
public interface TopicTable<T> {

  /**
   * Takes a record in.
   *
   * @param key the record's key, empty if it had none
   * @param writtenMs record time, milliseconds since 1970
   * @return false if it was behind what is known, so that nothing moved forward
   */
  boolean accept(ByteBuffer key, T value, long writtenMs);

  /** The record with this key was deleted from the topic. */
  void delete(ByteBuffer key);

  /** All that was in the topic at the start has been accepted. */
  void caughtUp();
}
