package dev.ringside.flink.kafka;

import dev.ringside.flink.record.KeyedBytes;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Key and value as they are, into one topic, placed by the key. */
final class KeyedBytesSerializer implements KafkaRecordSerializationSchema<KeyedBytes> {
  private static final long serialVersionUID = 1L;

  private final String topic;

  KeyedBytesSerializer(String topic) {
    this.topic = topic;
  }

  /**
   * Kafka's record time is left to the producer's clock: the event time of a replayed recording may
   * be years back, and retention would delete it at once.
   */
  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      KeyedBytes bytes, KafkaSinkContext context, Long timestamp) {
    return new ProducerRecord<>(topic, bytes.key(), bytes.value());
  }
}
