package dev.ringside.cli.option;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that every command has. */
public final class CommonOptions {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // Picocli reads it.
  private boolean help;

  @Option(
      names = "--debug",
      description =
          "Show stack traces of failures, and write the log of Kafka and Flink to stderr.")
  private boolean debug;

  @Option(
      names = "--log-file",
      paramLabel = "FILE",
      description = "Write the log of Kafka and Flink to this file.")
  private Path logFile;

  /** True if failures show stack traces and the log goes to stderr. */
  public boolean debug() {
    return debug;
  }

  /** The file for the log, if one was given. */
  public Optional<Path> logFile() {
    return Optional.ofNullable(logFile);
  }
}
