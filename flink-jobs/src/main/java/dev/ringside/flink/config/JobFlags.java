package dev.ringside.flink.config;

import dev.ringside.schemas.topic.ClientProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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
    try {
      return ClientProperties.read(clientProperties);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--client-properties, read where the job's main runs: " + e.getMessage(), e);
    }
  }
}
