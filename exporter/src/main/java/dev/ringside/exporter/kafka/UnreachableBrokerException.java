package dev.ringside.exporter.kafka;

import java.io.IOException;

/** Kafka cannot be used as given; the message is one line that says what to do. */
public final class UnreachableBrokerException extends IOException {

  private static final long serialVersionUID = 1;

  UnreachableBrokerException(String message, Throwable cause) {
    super(message, cause);
  }
}
