package dev.ringside.bench.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Records that lie in a topic and that no reader sees yet: one open transaction. {@link #release}
 * commits it, and readers with {@code isolation.level=read_committed} have all of it before them at
 * once. So a path can be up and waiting before its time starts to count, and neither its start nor
 * a producer's pace is in the figure.
 *
 * <p>Compressed with lz4, in requests as large as an agent's. Not thread-safe.
 */
public final class HeldBacklog implements AutoCloseable {

  private static final int TRANSACTION_TIMEOUT_MS = 600_000;

  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<TopicPartition, Long> begin = new HashMap<>();
  private final Map<TopicPartition, Long> end = new HashMap<>();
  private Exception failure;

  public HeldBacklog(String brokers, String topic) {
    this.topic = topic;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "ringside-bench-" + topic,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                TRANSACTION_TIMEOUT_MS,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.BATCH_SIZE_CONFIG,
                128 * 1024,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                64L * 1024 * 1024),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
  }

  /** Opens the next backlog. */
  public void begin() {
    begin.clear();
    end.clear();
    producer.beginTransaction();
  }

  public void add(int partition, byte[] key, byte[] value) {
    Future<RecordMetadata> unused =
        producer.send(new ProducerRecord<>(topic, partition, key, value), this::written);
  }

  private synchronized void written(RecordMetadata where, Exception problem) {
    if (problem != null) {
      failure = problem;
      return;
    }
    TopicPartition partition = new TopicPartition(where.topic(), where.partition());
    begin.merge(partition, where.offset(), Math::min);
    end.merge(partition, where.offset() + 1, Math::max);
  }

  /**
   * Waits until all of it lies in the brokers' logs.
   *
   * @throws IllegalStateException if some of it does not
   */
  public Span hold() {
    producer.flush();
    return written();
  }

  private synchronized Span written() {
    if (failure != null) {
      throw new IllegalStateException("filling " + topic + " failed", failure);
    }
    return new Span(begin, end);
  }

  /** Lets it go. */
  public void release() {
    producer.commitTransaction();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
