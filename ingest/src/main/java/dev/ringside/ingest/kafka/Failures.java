package dev.ringside.ingest.kafka;

import dev.ringside.ingest.replay.PublishException;

/** Turns what Kafka's clients throw into one line that names the address. */
final class Failures {

  private Failures() {}

  static PublishException at(String brokers, String what, Throwable failure) {
    return new PublishException(
        "%s at %s: %s".formatted(what, brokers, rootLine(failure)), failure);
  }

  private static String rootLine(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null || message.isBlank()
        ? root.getClass().getSimpleName()
        : message.lines().findFirst().orElse(message);
  }
}
