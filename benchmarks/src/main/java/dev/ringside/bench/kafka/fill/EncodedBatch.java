package dev.ringside.bench.kafka.fill;

/**
 * A batch as it goes to its partition, kept until its time comes.
 *
 * @param key of the record
 * @param value its bytes on the wire
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
public record EncodedBatch(int partition, byte[] key, byte[] value) {}
