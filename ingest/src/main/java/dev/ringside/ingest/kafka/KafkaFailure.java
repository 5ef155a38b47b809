package dev.ringside.ingest.kafka;

import dev.ringside.ingest.publish.PublishException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;

/** Turns an exception of Kafka's clients into one line that names the address. */
public final class KafkaFailure {

  private KafkaFailure() {}

  public static PublishException at(String brokers, String what, Throwable failure) {
    return new PublishException(
        "%s at %s: %s".formatted(what, brokers, rootLine(failure)), failure);
  }

  /** The first line of the message of the root cause. */
  static String rootLine(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof ClusterAuthorizationException) {
      return "this user has no right to change the cluster"; // Kafka's own text is a whole request
    }
    String message = root.getMessage();
    return message == null || message.isBlank()
        ? root.getClass().getSimpleName()
        : message.lines().findFirst().orElse(message);
  }
}
