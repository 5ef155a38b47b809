package dev.ringside.ingest.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.ingest.publish.Outage;
import dev.ringside.ingest.publish.PublishException;
import dev.ringside.schemas.deployment.DeploymentCodec;
import dev.ringside.schemas.topic.Topics;
import java.time.Duration;

/** Publishes a deployment for the jobs. The newest record with its name is the valid one. */
public final class DeploymentPublisher {

  private final ProducerSettings settings;

  public DeploymentPublisher(ProducerSettings settings) {
    this.settings = settings;
  }

  /**
   * Returns once the deployment is acknowledged.
   *
   * @throws PublishException if it could not be delivered
   */
  public void publish(Deployment deployment) throws PublishException, InterruptedException {
    Duration patience = settings.patience();
    byte[] value = DeploymentCodec.encode(deployment);
    try (KafkaBatchPublisher publisher =
        KafkaBatchPublisher.connect(settings, Topics.DEPLOYMENTS, Outage.UNHEARD)) {
      publisher.send(deployment.name().getBytes(UTF_8), value);
      if (!publisher.flush(patience)) {
        throw new PublishException(
            "deployment %s was not acknowledged by %s within %d s"
                .formatted(deployment.name(), settings.brokers(), patience.toSeconds()));
      }
    }
  }
}
