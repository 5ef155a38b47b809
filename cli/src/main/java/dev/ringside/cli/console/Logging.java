package dev.ringside.cli.console;

import java.nio.file.Path;
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
   */
  public static void configure(boolean debug, Optional<Path> file) {
    System.setProperty("log4j2.configurationFile", "log4j2-ringside.xml");
    if (debug || file.isPresent()) {
      System.setProperty("ringside.log.level", "INFO");
    }
    if (debug) {
      System.setProperty("ringside.log.console", "INFO");
    }
    file.ifPresent(
        path -> System.setProperty("ringside.log.file", path.toAbsolutePath().toString()));
  }

  private Logging() {}
}
