package dev.ringside.bench.kafka.fill;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends records as a live agent does: at once, compressed with lz4. Not thread-safe. */
public final class LiveFill implements AutoCloseable {

  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private volatile Exception failure;

  public LiveFill(String brokers, String topic) {
    this.topic = topic;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.LINGER_MS_CONFIG,
                5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * @throws IllegalStateException if an earlier record was not taken
   */
  public void send(int partition, byte[] key, byte[] value) {
    if (failure != null) {
      throw new IllegalStateException("sending to " + topic + " failed", failure);
    }
    Future<RecordMetadata> unused =
        producer.send(
            new ProducerRecord<>(topic, partition, key, value),
            (where, problem) -> failure = problem == null ? failure : problem);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
