package dev.ringside.faults.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.faults.traffic.Arrival;
import dev.ringside.faults.traffic.Scene;
import dev.ringside.schemas.deployment.DeploymentCodec;
import dev.ringside.schemas.topic.Topics;
import dev.ringside.testkit.kafka.KafkaCluster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The job's topics, and a producer that appends to them and counts what was acknowledged. */
public final class CallsLog implements AutoCloseable {

  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicLong acknowledged = new AtomicLong();
  private final List<Future<RecordMetadata>> open = new ArrayList<>();

  private CallsLog(String brokers) {
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                brokers,
                "acks",
                "all",
                "linger.ms",
                "2",
                "delivery.timeout.ms",
                "240000",
                "max.block.ms",
                "240000",
                "reconnect.backoff.max.ms",
                "500"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Creates the four topics, the broker telling the time of each record. */
  static CallsLog create(KafkaCluster kafka) {
    kafka.createTopic(
        Topics.CALLS, Scene.PARTITIONS, Map.of("message.timestamp.type", "LogAppendTime"));
    for (String topic :
        List.of(Topics.DEPLOYMENTS, Topics.REPORTS, Topics.FINDINGS, Topics.DEAD_LETTERS)) {
      kafka.createTopic(topic, 1, Map.of());
    }
    return new CallsLog(kafka.bootstrapServers());
  }

  void deploy(Deployment deployment) {
    deploy(deployment.name().getBytes(UTF_8), DeploymentCodec.encode(deployment));
    flush();
  }

  void deploy(byte[] key, byte[] value) {
    send(new ProducerRecord<>(Topics.DEPLOYMENTS, key, value));
  }

  /** Appends at once. */
  void append(Arrival arrival) {
    append(arrival.partition(), arrival.key(), arrival.value());
  }

  void append(int partition, byte[] key, byte[] value) {
    send(new ProducerRecord<>(Topics.CALLS, partition, key, value));
  }

  void appendAll(List<Arrival> log) {
    log.forEach(this::append);
    flush();
  }

  /** Appends each when its time has come. */
  void play(List<Arrival> log) {
    for (Arrival arrival : log) {
      long wait = arrival.appendNs() - nowNs();
      while (wait > 0) {
        LockSupport.parkNanos(wait);
        wait = arrival.appendNs() - nowNs();
      }
      append(arrival);
    }
    flush();
  }

  public static long nowNs() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    open.add(producer.send(record));
  }

  /**
   * Waits until the broker has all of it.
   *
   * @throws AssertionError if a record was refused
   */
  void flush() {
    producer.flush();
    for (Future<RecordMetadata> one : open) {
      try {
        one.get();
        acknowledged.incrementAndGet();
      } catch (Exception e) {
        throw new AssertionError("a record was not acknowledged", e);
      }
    }
    open.clear();
  }

  /** Records acknowledged so far. */
  long acknowledged() {
    return acknowledged.get();
  }

  @Override
  public void close() {
    producer.close();
  }
}
