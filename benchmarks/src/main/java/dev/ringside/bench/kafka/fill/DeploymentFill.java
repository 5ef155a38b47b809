package dev.ringside.bench.kafka.fill;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.schemas.deployment.DeploymentCodec;
import dev.ringside.schemas.topic.Topics;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes deployments known to the job, each once, a thousand as fast as one. */
public final class DeploymentFill implements AutoCloseable {

  private final Set<String> known = new HashSet<>();
  private final KafkaProducer<byte[], byte[]> producer;

  public DeploymentFill(String brokers) {
    producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Returns once all are acknowledged. */
  public void publish(Collection<Deployment> deployments) {
    for (Deployment deployment : deployments) {
      if (known.add(deployment.name())) {
        byte[] name = deployment.name().getBytes(UTF_8);
        Future<RecordMetadata> unused =
            producer.send(
                new ProducerRecord<>(Topics.DEPLOYMENTS, name, DeploymentCodec.encode(deployment)));
      }
    }
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
