package dev.ringside.flink.kafka;

import dev.ringside.flink.record.KeyedBytes;
import dev.ringside.testkit.kafka.KafkaCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic as a test fills and reads it. */
public record Topic(KafkaCluster kafka, String name, int partitions) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  public static Topic create(KafkaCluster kafka, String name, int partitions) {
    kafka.createTopic(name, partitions, Map.of());
    return new Topic(kafka, name, partitions);
  }

  /** Appends where the keys belong and waits until the broker has it all. */
  public void append(List<KeyedBytes> records) {
    send(records.stream().map(r -> new ProducerRecord<>(name, r.key(), r.value())));
  }

  /** Appends to one partition and waits until the broker has it all. */
  public void append(int partition, List<KeyedBytes> records) {
    send(records.stream().map(r -> new ProducerRecord<>(name, partition, r.key(), r.value())));
  }

  private void send(Stream<ProducerRecord<byte[], byte[]>> records) {
    Map<String, Object> settings =
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      records.forEach(producer::send);
    }
  }

  /** Everything from the start, as soon as there are so many records. */
  public List<ConsumerRecord<byte[], byte[]>> read(int count) {
    return readUntil(records -> records.size() >= count);
  }

  /**
   * Everything from the start, as soon as it is enough.
   *
   * @throws AssertionError when it is not within a minute
   */
  public List<ConsumerRecord<byte[], byte[]>> readUntil(
      Predicate<List<ConsumerRecord<byte[], byte[]>>> enough) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrapServers(),
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest");
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(
          IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(name, p)).toList());
      while (!enough.test(records)) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(name + ": not enough in " + records.size() + " records");
        }
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }
}
