package dev.ringside.flink.kafka;

import dev.ringside.schemas.deadletter.DeadLetter;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes a dead letter: the payload unchanged as the value, reason and origin as headers. It has no
 * key, so Kafka spreads dead letters evenly over the partitions. A record may be larger than the
 * job can write, as it came compressed: then its beginning is written.
 */
final class DeadLetterSerializer implements KafkaRecordSerializationSchema<DeadLetter> {
  private static final long serialVersionUID = 1L;

  private final String topic;
  private final long mostBytes;

  DeadLetterSerializer(String topic, long mostBytes) {
    this.topic = topic;
    this.mostBytes = mostBytes;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      DeadLetter letter, KafkaSinkContext context, Long timestamp) {
    DeadLetter fitting = letter.within(mostBytes);
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, fitting.payload());
    fitting.headers().forEach(record.headers()::add);
    return record;
  }
}
