package dev.ringside.exporter.topic;

import dev.ringside.schemas.MalformedRecordException;

/**
 * Makes a value of a record's bytes.
 *
 * @param <T> what the topic's records say
 */
@FunctionalInterface
public interface RecordDecoder<T> {

  T decode(byte[] record) throws MalformedRecordException;
}
