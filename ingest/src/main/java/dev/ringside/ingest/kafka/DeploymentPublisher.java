package dev.ringside.ingest.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.ingest.publish.Outage;
import dev.ringside.ingest.publish.PublishException;
import dev.ringside.schemas.deployment.DeploymentCodec;
import dev.ringside.schemas.topic.Topics;
import java.time.Duration;

/**
 * Publishes deployments for the jobs, and withdraws them. The newest record with a name is the
 * valid one; one without a value removes the deployment.
 */
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
    send(deployment.name(), DeploymentCodec.encode(deployment));
  }

  /**
   * Returns once it is acknowledged that the deployment of this name is removed, whether there was
   * one or not.
   *
   * @throws PublishException if that could not be delivered
   */
  public void withdraw(String name) throws PublishException, InterruptedException {
    send(name, null);
  }

  private void send(String name, byte[] value) throws PublishException, InterruptedException {
    Duration patience = settings.patience();
    try (KafkaBatchPublisher publisher =
        KafkaBatchPublisher.connect(settings, Topics.DEPLOYMENTS, Outage.UNHEARD)) {
      publisher.send(name.getBytes(UTF_8), value);
      if (!publisher.flush(patience)) {
        throw new PublishException(
            "deployment %s was not acknowledged by %s within %d s"
                .formatted(name, settings.brokers(), patience.toSeconds()));
      }
    }
  }
}
