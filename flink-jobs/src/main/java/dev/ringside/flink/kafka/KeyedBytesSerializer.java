package dev.ringside.flink.kafka;

import dev.ringside.flink.record.KeyedBytes;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes key and value unchanged to one topic; the key decides the partition. */
final class KeyedBytesSerializer implements KafkaRecordSerializationSchema<KeyedBytes> {
  private static final long serialVersionUID = 1L;

  private final String topic;

  KeyedBytesSerializer(String topic) {
    this.topic = topic;
  }

  /**
   * Kafka's record time comes from the producer's clock. The event time of a replayed recording may
   * be years back, and Kafka's retention would delete such a record at once.
   */
  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      KeyedBytes bytes, KafkaSinkContext context, Long timestamp) {
    return new ProducerRecord<>(topic, bytes.key(), bytes.value());
  }
}
