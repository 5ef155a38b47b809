package dev.ringside.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Sets how much of the log of Kafka and Flink is written: nothing, unless an option asks for it.
 * The settings are system properties that Log4j reads when the first logger is made, so they are
 * set after parsing the options and before running the command.
 */
public final class Logging {

  /**
   * @param debug writes the log to stderr
   * @param file gets the log too
   * @throws BadInputException if {@code file} cannot be written
   */
  public static void configure(boolean debug, Optional<Path> file) {
    System.setProperty("log4j2.configurationFile", "log4j2-ringside.xml");
    if (debug || file.isPresent()) {
      System.setProperty("ringside.log.level", "INFO");
    }
    if (debug) {
      System.setProperty("ringside.log.console", "INFO");
    }
    if (file.isPresent()) {
      requireWritable(file.get());
      System.setProperty("ringside.log.file", file.get().toAbsolutePath().toString());
    }
  }

  /** Log4j would show a stack trace. */
  private static void requireWritable(Path file) {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new BadInputException("--log-file %s: is not a file".formatted(file));
      }
      Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
    } catch (IOException e) {
      throw new BadInputException(
          "--log-file %s cannot be written: give a file in an existing folder".formatted(file), e);
    }
  }

  private Logging() {}
}
