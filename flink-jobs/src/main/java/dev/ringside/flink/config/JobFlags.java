package dev.ringside.flink.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The job's command line. */
@Command(name = "comm-metrics")
final class JobFlags {
  @Option(names = "--brokers", required = true, paramLabel = "HOST:PORT,...")
  private String brokers;

  @Option(names = "--group", defaultValue = "ringside-comm-metrics")
  private String group;

  @Option(names = "--window-seconds", defaultValue = "10")
  private long windowSeconds;

  @Option(names = "--lateness-seconds", defaultValue = "60")
  private long latenessSeconds;

  @Option(names = "--idleness-seconds", defaultValue = "10")
  private long idlenessSeconds;

  @Option(names = "--coverage-floor", defaultValue = "1.0")
  private double coverageFloor;

  @Option(names = "--parallelism", defaultValue = "0")
  private int parallelism;

  @Option(names = "--checkpoint-seconds", defaultValue = "10")
  private long checkpointSeconds;

  @Option(names = "--client-properties", paramLabel = "FILE")
  private Path clientProperties;

  private JobFlags() {}

  static JobSettings parse(String... flags) {
    JobFlags parsed = new JobFlags();
    try {
      new CommandLine(parsed).parseArgs(flags);
    } catch (ParameterException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return parsed.settings();
  }

  private JobSettings settings() {
    return new JobSettings(
        brokers,
        group,
        WindowSettings.DEFAULT
            .withLength(Duration.ofSeconds(windowSeconds))
            .withLateness(Duration.ofSeconds(latenessSeconds))
            .withIdleness(Duration.ofSeconds(idlenessSeconds))
            .withCoverageFloor(coverageFloor),
        parallelism,
        Duration.ofSeconds(checkpointSeconds),
        client());
  }

  private Map<String, String> client() {
    if (clientProperties == null) {
      return Map.of();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(clientProperties)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--client-properties: cannot read %s where the job's main runs: %s"
              .formatted(clientProperties, e),
          e);
    }
    Map<String, String> client = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> client.put(name, properties.getProperty(name)));
    return client;
  }
}
