package dev.ringside.cli.command;

import dev.ringside.ingest.kafka.BadSettingsException;
import dev.ringside.ingest.kafka.ProducerSettings;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where Kafka is, for commands that need one. */
final class KafkaOptions {

  @Option(
      names = "--brokers",
      paramLabel = "HOST:PORT,...",
      required = true,
      description = "Kafka brokers to use.")
  private String brokers;

  @Option(
      names = "--client-properties",
      paramLabel = "FILE",
      description = "Kafka client properties: TLS, SASL, anything.")
  private Path clientProperties;

  ProducerSettings settings() throws BadSettingsException {
    return settings(brokers, clientProperties);
  }

  /**
   * @param clientProperties null if there are none
   */
  static ProducerSettings settings(String brokers, Path clientProperties)
      throws BadSettingsException {
    return clientProperties == null
        ? ProducerSettings.of(brokers)
        : ProducerSettings.fromFile(brokers, clientProperties);
  }
}
