package dev.ringside.testkit.kafka;

import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A broker in a container, through Testcontainers.
 *
 * <p>The variable {@value #IMAGE_VARIABLE} names the image, {@value #DEFAULT_IMAGE} otherwise.
 * Belongs in tests marked {@link dev.ringside.testkit.containers.RequiresContainerEngine} only.
 */
public final class ContainerKafka implements KafkaCluster {
  public static final String IMAGE_VARIABLE = "RINGSIDE_KAFKA_IMAGE";
  public static final String DEFAULT_IMAGE = "apache/kafka:4.2.2";

  private final KafkaContainer container;

  private ContainerKafka(KafkaContainer container) {
    this.container = container;
  }

  /** Starts the container and returns when the broker serves. */
  public static ContainerKafka start() {
    String image = System.getenv().getOrDefault(IMAGE_VARIABLE, DEFAULT_IMAGE);
    KafkaContainer container =
        new KafkaContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("apache/kafka"))
            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
    container.start();
    return new ContainerKafka(container);
  }

  @Override
  public String bootstrapServers() {
    return container.getBootstrapServers();
  }

  @Override
  public void close() {
    container.stop();
  }
}
