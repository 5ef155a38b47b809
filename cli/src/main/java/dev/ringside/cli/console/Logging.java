package dev.ringside.cli.command;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Says how loud Kafka and Flink are: silent, unless asked. Takes effect only before the first
 * logger is made, so the properties are set between parsing and running.
 */
final class Logging {

  static void configure(boolean debug, Optional<Path> file) {
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
