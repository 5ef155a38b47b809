package dev.ringside.cli.option;

import dev.ringside.ingest.kafka.BadSettingsException;
import dev.ringside.ingest.kafka.ProducerSettings;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The Kafka cluster to use, for commands that need one. */
public final class KafkaOptions {

  @Option(
      names = "--brokers",
      paramLabel = "HOST:PORT,...",
      required = true,
      description = "Kafka brokers to use.")
  private String brokers;

  @Option(
      names = "--client-properties",
      paramLabel = "FILE",
      description = "File with any Kafka client properties, such as those for TLS and SASL.")
  private Path clientProperties;

  /**
   * What the options say.
   *
   * @throws BadSettingsException with one line, if the file cannot be used
   */
  public ProducerSettings settings() throws BadSettingsException {
    return settings(brokers, clientProperties);
  }

  /**
   * The same for commands where the brokers are optional.
   *
   * @param clientProperties null if none were given
   */
  public static ProducerSettings settings(String brokers, Path clientProperties)
      throws BadSettingsException {
    return clientProperties == null
        ? ProducerSettings.of(brokers)
        : ProducerSettings.fromFile(brokers, clientProperties);
  }
}
