package dev.ringside.cli.command;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options every command has. */
final class CommonOptions {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // Picocli reads it.
  private boolean help;

  @Option(
      names = "--debug",
      description = "Show stack traces of failures, and the log of Kafka and Flink on stderr.")
  private boolean debug;

  @Option(
      names = "--log-file",
      paramLabel = "FILE",
      description = "Write the log of Kafka and Flink to this file.")
  private Path logFile;

  boolean debug() {
    return debug;
  }

  Optional<Path> logFile() {
    return Optional.ofNullable(logFile);
  }
}
