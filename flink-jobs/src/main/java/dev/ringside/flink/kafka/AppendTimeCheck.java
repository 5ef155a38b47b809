package dev.ringside.flink.kafka;

import dev.ringside.flink.config.JobSettings;
import dev.ringside.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks before a job starts whether the broker stamps calls with its own time. Where agents did,
 * one whose clock is fast could make ranks of others count as gone.
 */
public final class AppendTimeCheck {

  private static final Logger LOG = LoggerFactory.getLogger(AppendTimeCheck.class);
  private static final String WANTED = TimestampType.LOG_APPEND_TIME.name;

  private AppendTimeCheck() {}

  /**
   * What is wrong with a topic of calls, in one line; empty if nothing is, or if it cannot be
   * looked up: a job may start before its broker, and need not be allowed to read configurations.
   */
  public static Optional<String> of(JobSettings settings) throws InterruptedException {
    try (Admin admin = JobAdmin.connect(settings.brokers(), settings.client())) {
      return of(admin);
    } catch (ExecutionException | KafkaException e) {
      LOG.warn("cannot look up whether the broker stamps calls: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<String> of(Admin admin) throws ExecutionException, InterruptedException {
    Map<ConfigResource, Config> configs =
        admin.describeConfigs(topicsOfCalls(admin.listTopics().names().get())).all().get();
    for (Map.Entry<ConfigResource, Config> topic : configs.entrySet()) {
      String type = topic.getValue().get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).value();
      if (!type.equals(WANTED)) {
        return Optional.of(
            "topic %s: expected %s=%s, found %s; \"ringside topics\", with the topic's --tenant if it"
                    .formatted(
                        topic.getKey().name(),
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        WANTED,
                        type)
                + " has one, sets it");
      }
    }
    return Optional.empty();
  }

  private static List<ConfigResource> topicsOfCalls(Set<String> names) {
    return names.stream()
        .filter(Topics.ALL_CALLS.asMatchPredicate())
        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
        .toList();
  }
}
