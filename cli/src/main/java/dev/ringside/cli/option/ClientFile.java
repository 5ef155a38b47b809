package dev.ringside.cli.option;

import dev.ringside.ingest.kafka.BadSettingsException;
import dev.ringside.ingest.kafka.ProducerSettings;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option {@code --client-properties}, for all commands that can use Kafka. */
final class ClientFile {

  @Option(
      names = "--client-properties",
      paramLabel = "FILE",
      description =
          "File with any Kafka client properties for --brokers, such as those for TLS and SASL.")
  private Path file;

  boolean isGiven() {
    return file != null;
  }

  ProducerSettings settings(String brokers) throws BadSettingsException {
    return isGiven() ? ProducerSettings.fromFile(brokers, file) : ProducerSettings.of(brokers);
  }
}
