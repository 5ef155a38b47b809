package dev.ringside.testkit.kafka;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A running Kafka cluster in this JVM, in another one, or in a container.
 *
 * <p>Topics are not created on first use: if the first client created a topic that must be
 * compacted, it would get the wrong settings, and a test would not notice.
 */
public interface KafkaCluster extends AutoCloseable {
  /** {@code host:port}, ready to connect to. */
  String bootstrapServers();

  /** Stops the brokers and removes their data. Closing twice is harmless. */
  @Override
  void close();

  /**
   * Creates a topic and waits until its leaders are known.
   *
   * @param config topic settings such as {@code cleanup.policy=compact}
   * @throws IllegalStateException when the broker refuses, with its reason
   */
  default void createTopic(String topic, int partitions, Map<String, String> config) {
    NewTopic newTopic =
        new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(config);
    Map<String, Object> client =
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    try (Admin admin = Admin.create(client)) {
      admin.createTopics(List.of(newTopic)).all().get();
      while (!isKnown(admin, topic)) {
        Thread.sleep(10);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("topic " + topic + ": " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating topic " + topic, e);
    }
  }

  /** The controller has created it before a broker that is asked next has heard of it. */
  private static boolean isKnown(Admin admin, String topic)
      throws InterruptedException, ExecutionException {
    try {
      return admin
          .describeTopics(List.of(topic))
          .topicNameValues()
          .get(topic)
          .get()
          .partitions()
          .stream()
          .allMatch(partition -> partition.leader() != null);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw e;
    }
  }
}
