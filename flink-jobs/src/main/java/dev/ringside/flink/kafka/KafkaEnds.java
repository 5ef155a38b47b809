package dev.ringside.flink.kafka;

import dev.ringside.core.bound.Bound;
import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.flink.record.KeyedBytes;
import dev.ringside.schemas.deadletter.DeadLetter;
import dev.ringside.schemas.topic.Topics;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The topics that a job reads and writes, as Flink's sources and sinks.
 *
 * <p>Delivery: sources resume from the checkpoint, so state counts every record once. Sinks are
 * at-least-once: after a failure a report may be written twice, with the same key and, for the same
 * window, with the same content; a compacted topic keeps one. Dead letters may be written twice
 * too; partition and offset in their headers show which ones are the same.
 *
 * @param bootstrapServers {@code host:port,...}
 * @param groupId consumer group under which offsets are committed at checkpoints
 * @param client Kafka client properties passed on to every client as they are (TLS, SASL, ...)
 */
public record KafkaEnds(String bootstrapServers, String groupId, Map<String, String> client) {

  /** What Kafka counts of a record beside key, value and headers. */
  private static final int OVERHEAD_BYTES = 128;

  private static final long DISCOVERY_SECONDS = 10;

  public KafkaEnds {
    client = Map.copyOf(client);
  }

  /**
   * Batches of calls, of all tenants: topics are found by {@link Topics#ALL_CALLS}, new ones within
   * {@value #DISCOVERY_SECONDS} s and from their first record. A job without a checkpoint starts
   * where its group left off, and at the earliest record when the group is new.
   */
  @SuppressWarnings("deprecation") // The connector has no newer way to name the reset strategy.
  public Source<KafkaRecord, ?, ?> calls() {
    return source(groupId)
        .setTopicPattern(Topics.ALL_CALLS)
        .setProperty("partition.discovery.interval.ms", Long.toString(DISCOVERY_SECONDS * 1000))
        .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
        .build();
  }

  /** What engines tell of their own passes, of all tenants; as {@link #calls}. */
  @SuppressWarnings("deprecation") // The connector has no newer way to name the reset strategy.
  public Source<KafkaRecord, ?, ?> iterations() {
    return source(groupId + "-iterations")
        .setTopicPattern(Topics.ALL_ITERATIONS)
        .setProperty("partition.discovery.interval.ms", Long.toString(DISCOVERY_SECONDS * 1000))
        .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
        .build();
  }

  /**
   * Deployments, all of them: a job without a checkpoint reads the compacted topic from its start.
   */
  public Source<KafkaRecord, ?, ?> deployments() {
    return source(groupId + "-deployments")
        .setTopics(Topics.DEPLOYMENTS)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .build();
  }

  public Sink<KeyedBytes> reports() {
    return sink(new KeyedBytesSerializer(Topics.REPORTS, mostBytes()));
  }

  public Sink<KeyedBytes> findings() {
    return sink(new KeyedBytesSerializer(Topics.FINDINGS, mostBytes()));
  }

  public Sink<DeadLetter> deadLetters() {
    return sink(new DeadLetterSerializer(Topics.DEAD_LETTERS, mostBytes()));
  }

  /** What a producer takes: less than the bound if the client's own setting says so. */
  private long mostBytes() {
    String own = client.get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    long bound = Bound.RECORD_BYTES.most();
    return own == null ? bound : Math.min(bound, Long.parseLong(own) - OVERHEAD_BYTES);
  }

  private KafkaSourceBuilder<KafkaRecord> source(String group) {
    return KafkaSource.<KafkaRecord>builder()
        .setProperties(clientProperties())
        .setProperty("auto.offset.reset", "earliest")
        // Kafka's own metrics of several clients collide in Flink's registry and flood the log.
        .setProperty("register.consumer.metrics", "false")
        .setBootstrapServers(bootstrapServers)
        .setGroupId(group)
        .setClientIdPrefix(group)
        .setDeserializer(new RawRecordDeserializer());
  }

  private <T> KafkaSink<T> sink(KafkaRecordSerializationSchema<T> serializer) {
    Properties producer = new Properties();
    producer.setProperty("compression.type", "zstd");
    producer.setProperty("register.producer.metrics", "false");
    producer.putAll(clientProperties());
    return KafkaSink.<T>builder()
        .setKafkaProducerConfig(producer)
        .setBootstrapServers(bootstrapServers)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(serializer)
        .build();
  }

  private Properties clientProperties() {
    Properties properties = new Properties();
    properties.putAll(client);
    return properties;
  }
}
