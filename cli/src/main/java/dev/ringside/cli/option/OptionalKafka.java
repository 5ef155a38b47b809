package dev.ringside.cli.option;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.ingest.kafka.BadSettingsException;
import dev.ringside.ingest.kafka.ProducerSettings;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The Kafka cluster to publish to, for commands that also work without one. */
public final class OptionalKafka {

  @Option(
      names = "--brokers",
      paramLabel = "HOST:PORT,...",
      description = "Kafka brokers to publish to.")
  private String brokers;

  @Mixin private ClientFile client;

  public boolean isGiven() {
    return brokers != null;
  }

  /**
   * The settings that the options give; empty without brokers.
   *
   * @throws BadInputException if there is a file of properties and no brokers
   * @throws BadSettingsException if the brokers or the file cannot be used
   */
  public Optional<ProducerSettings> settings() throws BadSettingsException {
    if (isGiven()) {
      return Optional.of(client.settings(brokers));
    }
    if (client.isGiven()) {
      throw new BadInputException("--client-properties needs --brokers");
    }
    return Optional.empty();
  }
}
