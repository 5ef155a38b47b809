package dev.ringside.flink.config;

import dev.ringside.flink.time.TimeSettings;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * What an operator of the job may choose.
 *
 * @param brokers Kafka bootstrap servers, {@code host:port,...}
 * @param group consumer group under which offsets are committed
 * @param time how the job reads time
 * @param windows how a replica's books are kept
 * @param parallelism of every operator; 0 leaves it to the cluster
 * @param checkpointInterval from the start of one checkpoint to the next
 * @param client Kafka client properties, passed on as they are
 */
public record JobSettings(
    String brokers,
    String group,
    TimeSettings time,
    WindowSettings windows,
    int parallelism,
    Duration checkpointInterval,
    Map<String, String> client) {

  public JobSettings {
    require(!brokers.isBlank(), "brokers: expected host:port, found nothing");
    require(!group.isBlank(), "group: expected a name, found nothing");
    requirePositive("window", windows.length());
    require(!windows.lateness().isNegative(), "lateness: found " + windows.lateness());
    requirePositive("idleness", time.idleness());
    requirePositive("rank timeout", time.rankTimeout());
    requirePositive("quiet", time.quiet());
    requirePositive("hang", time.hang());
    require(
        windows.coverageFloor() >= 0 && windows.coverageFloor() <= 1,
        "coverage floor: expected 0 to 1, found " + windows.coverageFloor());
    requirePositive("checkpoint interval", checkpointInterval);
    require(parallelism >= 0, "parallelism: expected 0 or more, found " + parallelism);
    client = Map.copyOf(client);
  }

  /** The default settings, with only the address of Kafka given. */
  public static JobSettings of(String brokers) {
    return parse("--brokers=" + brokers);
  }

  /**
   * Reads command-line flags.
   *
   * @throws IllegalArgumentException with one line that says which flag is wrong and what was
   *     expected
   */
  public static JobSettings parse(String... flags) {
    JobFlags parsed = new JobFlags();
    try {
      new CommandLine(parsed).parseArgs(flags);
    } catch (ParameterException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return parsed.settings();
  }

  private static void requirePositive(String name, Duration duration) {
    require(
        !duration.isNegative() && !duration.isZero(),
        name + ": expected more than no time, found " + duration);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
