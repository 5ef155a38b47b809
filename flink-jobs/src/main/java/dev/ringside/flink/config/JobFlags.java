package dev.ringside.flink.config;

import dev.ringside.flink.time.TimeSettings;
import dev.ringside.schemas.topic.ClientProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The flags of a job, for picocli to fill. */
@Command(
    name = "flink run flink-jobs-job.jar",
    sortOptions = false,
    description = "Reads batches of calls from Kafka and writes reports.")
public final class JobFlags {
  @Option(
      names = "--job",
      defaultValue = "comm-metrics",
      paramLabel = "NAME",
      description = "Which job to run. Default: ${DEFAULT-VALUE}.")
  private String job;

  @Option(
      names = "--brokers",
      required = true,
      paramLabel = "HOST:PORT,...",
      description = "Kafka's bootstrap servers.")
  private String brokers;

  @Option(
      names = "--group",
      defaultValue = "ringside-comm-metrics",
      paramLabel = "NAME",
      description = "Consumer group under which offsets are committed. Default: ${DEFAULT-VALUE}.")
  private String group;

  @Option(
      names = "--window-seconds",
      defaultValue = "10",
      paramLabel = "N",
      description = "Length of a window of event time. Default: ${DEFAULT-VALUE}.")
  private long windowSeconds;

  @Option(
      names = "--lateness-seconds",
      defaultValue = "60",
      paramLabel = "N",
      description = "How long after its end a window takes corrections. Default: ${DEFAULT-VALUE}.")
  private long latenessSeconds;

  @Option(
      names = "--idleness-seconds",
      defaultValue = "30",
      paramLabel = "N",
      description =
          "After how long without a record a partition is taken to have been read to its end."
              + " Default: ${DEFAULT-VALUE}.")
  private long idlenessSeconds;

  @Option(
      names = "--rank-timeout-seconds",
      defaultValue = "60",
      paramLabel = "N",
      description =
          "How long other ranks wait for one that sends nothing. Default: ${DEFAULT-VALUE}.")
  private long rankTimeoutSeconds;

  @Option(
      names = "--quiet-seconds",
      defaultValue = "5",
      paramLabel = "N",
      description =
          "After how long without a batch a replica's last window is reported."
              + " Default: ${DEFAULT-VALUE}.")
  private long quietSeconds;

  @Option(
      names = "--hang-seconds",
      defaultValue = "60",
      paramLabel = "N",
      description =
          "How long ranks that report must stand still to hang, and how long other ranks must make"
              + " calls until an agent that sees none of its own is deaf. Default:"
              + " ${DEFAULT-VALUE}.")
  private long hangSeconds;

  @Option(
      names = "--coverage-floor",
      defaultValue = "1.0",
      paramLabel = "SHARE",
      description = "Share of ranks below which there is no verdict. Default: ${DEFAULT-VALUE}.")
  private double coverageFloor;

  @Option(
      names = "--parallelism",
      defaultValue = "0",
      paramLabel = "N",
      description = "Of every operator; 0 leaves it to the cluster. Default: ${DEFAULT-VALUE}.")
  private int parallelism;

  @Option(
      names = "--checkpoint-seconds",
      defaultValue = "10",
      paramLabel = "N",
      description = "From the start of one checkpoint to the next. Default: ${DEFAULT-VALUE}.")
  private long checkpointSeconds;

  @Option(
      names = "--client-properties",
      paramLabel = "FILE",
      description = "Properties of Kafka's clients: TLS, SASL and others.")
  private Path clientProperties;

  @Option(names = "--help", usageHelp = true, description = "Shows this text.")
  @SuppressWarnings("UnusedVariable") // Picocli sets it and prints the usage.
  private boolean help;

  public String job() {
    return job;
  }

  /**
   * What the flags say.
   *
   * @throws IllegalArgumentException with one line that says which flag is wrong and what was
   *     expected
   */
  public JobSettings settings() {
    return new JobSettings(
        brokers,
        group,
        TimeSettings.DEFAULT
            .withIdleness(Duration.ofSeconds(idlenessSeconds))
            .withRankTimeout(Duration.ofSeconds(rankTimeoutSeconds))
            .withQuiet(Duration.ofSeconds(quietSeconds))
            .withHang(Duration.ofSeconds(hangSeconds)),
        new WindowSettings(
            Duration.ofSeconds(windowSeconds), Duration.ofSeconds(latenessSeconds), coverageFloor),
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
