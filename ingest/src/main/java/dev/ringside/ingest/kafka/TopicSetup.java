package dev.ringside.ingest.kafka;

import dev.ringside.ingest.publish.PublishException;
import dev.ringside.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.record.TimestampType;

/**
 * Creates the topics of Ringside that are missing: those that all share, and that of one tenant's
 * calls. Existing topics are not changed.
 */
public final class TopicSetup {

  private static final ConfigEntry STAMPED =
      new ConfigEntry(
          TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TimestampType.LOG_APPEND_TIME.name);
  private static final Map<String, String> COMPACTED =
      Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);

  private final ProducerSettings settings;

  public TopicSetup(ProducerSettings settings) {
    this.settings = settings;
  }

  /**
   * Creates them with the broker's default replication.
   *
   * @param partitions of the topic of calls: as many readers can share it
   * @throws PublishException if no broker answers within 10 s, or a topic may not be created
   */
  public void createMissing(int partitions) throws PublishException, InterruptedException {
    create(partitions, false);
  }

  /**
   * The same, but what this user may not create is left alone: another one has created it, or the
   * next step says that it is missing.
   *
   * @throws PublishException if no broker answers within 10 s
   */
  public void createWhatIsAllowed(int partitions) throws PublishException, InterruptedException {
    create(partitions, true);
  }

  private void create(int partitions, boolean leniently)
      throws PublishException, InterruptedException {
    List<NewTopic> topics =
        List.of(
            topic(Topics.calls(settings.tenant()), partitions)
                .configs(Map.of(STAMPED.name(), STAMPED.value())),
            topic(Topics.iterations(settings.tenant()), 1)
                .configs(Map.of(STAMPED.name(), STAMPED.value())),
            topic(Topics.REPORTS, 1).configs(COMPACTED),
            topic(Topics.FINDINGS, 1).configs(COMPACTED),
            topic(Topics.DEPLOYMENTS, 1).configs(COMPACTED),
            topic(Topics.DEAD_LETTERS, 1));
    try (Admin admin = settings.connectAdmin()) {
      CreateTopicsResult result = admin.createTopics(topics);
      for (KafkaFuture<Void> topic : result.values().values()) {
        awaitCreated(topic, leniently);
      }
    } catch (ExecutionException e) {
      throw KafkaFailure.at(settings.brokers(), "cannot create the topics in Kafka", e);
    } catch (KafkaException e) {
      throw KafkaFailure.at(settings.brokers(), "cannot connect to Kafka", e);
    }
  }

  /**
   * Has the broker stamp calls with its own time, also in a topic that was created without: that
   * time decides which rank is gone. What is in the topic already keeps its time.
   *
   * @throws PublishException if no broker answers within 10 s, or the topic may not be changed
   */
  public void stampCalls() throws PublishException, InterruptedException {
    ConfigResource calls =
        new ConfigResource(ConfigResource.Type.TOPIC, Topics.calls(settings.tenant()));
    AlterConfigOp set = new AlterConfigOp(STAMPED, AlterConfigOp.OpType.SET);
    try (Admin admin = settings.connectAdmin()) {
      admin.incrementalAlterConfigs(Map.of(calls, List.of(set))).all().get();
    } catch (ExecutionException e) {
      throw KafkaFailure.at(settings.brokers(), "cannot set up the topic of calls in Kafka", e);
    } catch (KafkaException e) {
      throw KafkaFailure.at(settings.brokers(), "cannot connect to Kafka", e);
    }
  }

  private static NewTopic topic(String name, int partitions) {
    return new NewTopic(name, Optional.of(partitions), Optional.empty());
  }

  private static void awaitCreated(KafkaFuture<Void> topic, boolean leniently)
      throws ExecutionException, InterruptedException {
    try {
      topic.get();
    } catch (ExecutionException e) {
      boolean denied = e.getCause() instanceof AuthorizationException;
      if (!(e.getCause() instanceof TopicExistsException) && !(denied && leniently)) {
        throw e;
      }
    }
  }
}
