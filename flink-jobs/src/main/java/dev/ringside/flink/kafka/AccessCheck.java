package dev.ringside.flink.kafka;

import dev.ringside.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks Kafka, before a job is submitted, whether the job may do there what it will have to. A job
 * that may not would restart for ever and say so in a stack trace.
 *
 * <p>Brokers that do not answer speak against nothing: a job waits for them.
 */
public final class AccessCheck {

  private static final String HOW = "; \"ringside acls --job\" prints the rights that it needs";

  /** A topic, and what the job does with it. */
  private record Need(String topic, AclOperation operation, String words, boolean mustExist) {}

  private static final List<Need> NEEDS =
      List.of(
          new Need(Topics.CALLS, AclOperation.READ, "read", false),
          new Need(Topics.DEPLOYMENTS, AclOperation.READ, "read", true),
          new Need(Topics.REPORTS, AclOperation.WRITE, "write to", true),
          new Need(Topics.FINDINGS, AclOperation.WRITE, "write to", true),
          new Need(Topics.DEAD_LETTERS, AclOperation.WRITE, "write to", true));

  private final String brokers;
  private final String group;

  private AccessCheck(String brokers, String group) {
    this.brokers = brokers;
    this.group = group;
  }

  /** Why the job would not run, in one line; empty if nothing speaks against it. */
  public static Optional<String> refusal(String brokers, String group, Map<String, String> client)
      throws InterruptedException {
    try (Admin admin = JobAdmin.connect(brokers, client)) {
      return new AccessCheck(brokers, group).refusal(admin);
    } catch (KafkaException e) {
      return Optional.of("Kafka at %s cannot be used: %s".formatted(brokers, root(e)));
    }
  }

  private static String root(Throwable e) {
    return e.getCause() == null ? String.valueOf(e.getMessage()) : root(e.getCause());
  }

  private Optional<String> refusal(Admin admin) throws InterruptedException {
    try {
      admin.describeCluster().nodes().get();
    } catch (ExecutionException e) {
      return refusal(e.getCause(), "");
    }
    for (Need need : NEEDS) {
      Optional<String> refusal = refusal(admin, need);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    try {
      admin.describeConsumerGroups(List.of(group)).describedGroups().get(group).get();
      return Optional.empty();
    } catch (ExecutionException e) {
      return refusal(e.getCause(), "");
    }
  }

  private Optional<String> refusal(Admin admin, Need need) throws InterruptedException {
    try {
      Set<AclOperation> allowed =
          admin
              .describeTopics(
                  List.of(need.topic()),
                  new DescribeTopicsOptions().includeAuthorizedOperations(true))
              .topicNameValues()
              .get(need.topic())
              .get()
              .authorizedOperations();
      return allowed == null || allowed.contains(need.operation())
          ? Optional.empty()
          : Optional.of(
              "the job may not %s %s at %s%s".formatted(need.words(), need.topic(), brokers, HOW));
    } catch (ExecutionException e) {
      return refusal(e.getCause(), need.mustExist() ? need.topic() : "");
    }
  }

  /**
   * @param neededTopic that must exist; empty if it need not
   */
  private Optional<String> refusal(Throwable why, String neededTopic) {
    if (why instanceof AuthenticationException) {
      return Optional.of("the job cannot log in to Kafka at %s: %s".formatted(brokers, root(why)));
    }
    if (why instanceof TopicAuthorizationException || why instanceof GroupAuthorizationException) {
      return Optional.of("at %s: %s%s".formatted(brokers, why.getMessage(), HOW));
    }
    if (why instanceof UnknownTopicOrPartitionException && !neededTopic.isEmpty()) {
      return Optional.of(
          "topic %s does not exist at %s: run \"ringside topics\" first"
              .formatted(neededTopic, brokers));
    }
    return Optional.empty();
  }
}
