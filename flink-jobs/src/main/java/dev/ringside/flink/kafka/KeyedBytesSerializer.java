package dev.ringside.flink.kafka;

import dev.ringside.flink.record.KeyedBytes;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes key and value unchanged to one topic; the key decides the partition. A record that the
 * producer would refuse is counted and left out, because a refusal ends the job.
 */
final class KeyedBytesSerializer implements KafkaRecordSerializationSchema<KeyedBytes> {
  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(KeyedBytesSerializer.class);

  private final String topic;
  private final long mostBytes;
  private transient Counter tooLarge;

  KeyedBytesSerializer(String topic, long mostBytes) {
    this.topic = topic;
    this.mostBytes = mostBytes;
  }

  @Override
  public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink) {
    tooLarge = context.getMetricGroup().counter("recordsTooLarge");
  }

  /**
   * Kafka's record time comes from the producer's clock. The event time of a replayed recording may
   * be years back, and Kafka's retention would delete such a record at once.
   */
  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      KeyedBytes bytes, KafkaSinkContext context, Long timestamp) {
    if (bytes.size() > mostBytes) {
      tooLarge.inc();
      LOG.error("left out of {}: {}, and the producer takes {} bytes", topic, bytes, mostBytes);
      return null;
    }
    return new ProducerRecord<>(topic, bytes.key(), bytes.value());
  }
}
