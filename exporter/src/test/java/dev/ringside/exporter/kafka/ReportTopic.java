package dev.ringside.exporter.kafka;

import dev.ringside.core.report.WindowReport;
import dev.ringside.schemas.report.WindowReportCodec;
import dev.ringside.schemas.topic.ReportKey;
import dev.ringside.schemas.topic.Topics;
import dev.ringside.testkit.kafka.KafkaCluster;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic {@code ringside.reports} of a test's cluster, to write to. */
public final class ReportTopic implements AutoCloseable {

  private final Producer<byte[], byte[]> producer;

  private ReportTopic(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /** Creates the topic with {@code partitions}, compacted. */
  public static ReportTopic create(KafkaCluster kafka, int partitions) {
    kafka.createTopic(Topics.REPORTS, partitions, Map.of("cleanup.policy", "compact"));
    return open(kafka);
  }

  static ReportTopic open(KafkaCluster kafka) {
    return new ReportTopic(
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers(),
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class)));
  }

  /** Returns when the broker has it. */
  public void write(WindowReport report) {
    write(ReportKey.of(report), WindowReportCodec.encode(report));
  }

  void write(byte[] key, byte[] value) {
    write(Topics.REPORTS, key, value);
  }

  /** To another topic of the same cluster. */
  void write(String topic, byte[] key, byte[] value) {
    try {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
