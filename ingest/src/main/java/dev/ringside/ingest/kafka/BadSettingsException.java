package dev.ringside.ingest.kafka;

/** Kafka settings that cannot be used. The message is one line for the operator. */
public final class BadSettingsException extends Exception {

  private static final long serialVersionUID = 1L;

  public BadSettingsException(String line) {
    super(line);
  }

  public BadSettingsException(String line, Throwable cause) {
    super(line, cause);
  }
}
