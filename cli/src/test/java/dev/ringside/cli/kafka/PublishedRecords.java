package dev.ringside.cli.kafka;

import dev.ringside.schemas.topic.Topics;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** What lies on a Kafka's topics: how tests know that nothing, or all, was published. */
public final class PublishedRecords {

  /** Records on {@link Topics#CALLS}; 0 if the topic does not exist. */
  public static long calls(String brokers) {
    return of(brokers, Topics.CALLS);
  }

  public static long deployments(String brokers) {
    return of(brokers, Topics.DEPLOYMENTS);
  }

  private static long of(String brokers, String topic) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      if (!admin.listTopics().names().get().contains(topic)) {
        return 0;
      }
      Map<TopicPartition, OffsetSpec> ends =
          admin.describeTopics(Set.of(topic)).allTopicNames().get().get(topic).partitions().stream()
              .collect(
                  Collectors.toMap(
                      partition -> new TopicPartition(topic, partition.partition()),
                      partition -> OffsetSpec.latest()));
      return admin.listOffsets(ends).all().get().values().stream()
          .mapToLong(end -> end.offset())
          .sum();
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private PublishedRecords() {}
}
