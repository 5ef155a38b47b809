package dev.ringside.cli.option;

import dev.ringside.ingest.kafka.BadSettingsException;
import dev.ringside.ingest.kafka.ProducerSettings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The Kafka cluster to use, for commands that need one. */
public final class KafkaOptions {

  @Option(
      names = "--brokers",
      paramLabel = "HOST:PORT,...",
      required = true,
      description = "Kafka brokers to use.")
  private String brokers;

  @Mixin private ClientFile client;

  /**
   * The settings that the options give.
   *
   * @throws BadSettingsException if the brokers or the file cannot be used
   */
  public ProducerSettings settings() throws BadSettingsException {
    return client.settings(brokers);
  }
}
