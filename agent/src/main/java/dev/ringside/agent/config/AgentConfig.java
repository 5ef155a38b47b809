package dev.ringside.agent.config;

import dev.ringside.agent.spool.SpoolLimits;
import dev.ringside.core.bound.Bound;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import dev.ringside.ingest.kafka.BadSettingsException;
import dev.ringside.ingest.kafka.ProducerSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an agent is told.
 *
 * @param deployment empty if none is declared
 * @param ranksPerReplica 0 if all ranks are of {@code replica}
 * @param metrics where the agent's own metrics and its health are served
 * @param queue batches between the sources and the spool
 * @param iterations engines' own lists of their passes
 * @param ras what may be done with NCCL's RAS; absent for nothing
 */
public record AgentConfig(
    String deployment,
    int replica,
    int ranksPerReplica,
    ProducerSettings kafka,
    List<SourceConfig> sources,
    SpoolLimits spool,
    Timing timing,
    InetSocketAddress metrics,
    int queue,
    List<RankRule> ranks,
    List<IterationConfig> iterations,
    Optional<RasConfig> ras) {

  /** Beside the exporter's 9464. */
  public static final int DEFAULT_PORT = 9465;

  private static final Set<String> KEYS =
      Set.of(
          "deployment",
          "replica",
          "ranks-per-replica",
          "kafka",
          "sources",
          "iterations",
          "ras",
          "spool",
          "every",
          "hold-back",
          "metrics",
          "queue",
          "ranks");

  /** Batches between the sources and the spool, unless told otherwise. */
  public static final int USUAL_QUEUE = 256;

  /**
   * When batches are made.
   *
   * @param every how often a batch of each rank, or a heartbeat, is sent
   * @param holdBack how old a call is when it is sent
   */
  public record Timing(Duration every, Duration holdBack) {

    /** Each second, of calls that are two seconds old. */
    public static final Timing USUAL = new Timing(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  /**
   * @throws BadDescriptionException with one line, if the file cannot be used
   * @throws BadSettingsException with one line, if its Kafka settings cannot
   */
  public static AgentConfig read(Path file) throws BadDescriptionException, BadSettingsException {
    YamlMapping yaml = YamlMapping.read(file);
    yaml.allowOnly(KEYS);
    if (yaml.keys().contains("replica") && yaml.keys().contains("ranks-per-replica")) {
      throw yaml.bad("replica", "excludes \"ranks-per-replica\": give one of them");
    }
    int replica = yaml.whole("replica", 0).orElse(0);
    List<IterationConfig> iterations = IterationConfig.all(yaml, replica);
    return new AgentConfig(
        deployment(yaml),
        replica,
        yaml.positive("ranks-per-replica").orElse(0),
        KafkaSection.read(yaml.requiredMapping("kafka")),
        sources(yaml, iterations.isEmpty()),
        spool(yaml.requiredMapping("spool")),
        timing(yaml),
        metrics(yaml),
        yaml.positive("queue").orElse(USUAL_QUEUE),
        RankRule.all(yaml),
        iterations,
        RasConfig.of(yaml));
  }

  private static String deployment(YamlMapping yaml) throws BadDescriptionException {
    String name = yaml.text("deployment").orElse("");
    try {
      Bound.NAME_BYTES.require(name, "deployment");
      return name;
    } catch (IllegalArgumentException e) {
      throw yaml.bad("deployment", "is too long: " + e.getMessage());
    }
  }

  private static List<SourceConfig> sources(YamlMapping yaml, boolean needed)
      throws BadDescriptionException {
    List<SourceConfig> sources = new ArrayList<>();
    for (YamlMapping one : yaml.mappings("sources")) {
      sources.add(SourceConfig.read(one));
    }
    if (sources.isEmpty() && needed) {
      throw yaml.bad("\"sources\" is missing or empty; expected a list such as [{inspector: DIR}]");
    }
    if (sources.stream().map(SourceConfig::path).distinct().count() < sources.size()) {
      throw yaml.bad("sources", "names a path twice");
    }
    return List.copyOf(sources);
  }

  private static SpoolLimits spool(YamlMapping yaml) throws BadDescriptionException {
    yaml.allowOnly(Set.of("directory", "bytes", "age"));
    long bytes = Size.read(yaml, "bytes").orElse(Size.GIB);
    if (bytes < SpoolLimits.FEWEST_BYTES) {
      throw yaml.bad("bytes", "must be at least 1MiB");
    }
    return new SpoolLimits(
        yaml.requiredPath("directory"),
        bytes,
        yaml.duration("age", Duration.ofSeconds(1), Duration.ofHours(999))
            .orElse(Duration.ofHours(1)));
  }

  private static Timing timing(YamlMapping yaml) throws BadDescriptionException {
    return new Timing(
        yaml.duration("every", Duration.ofMillis(50), Duration.ofMinutes(1))
            .orElse(Timing.USUAL.every()),
        yaml.duration("hold-back", Duration.ZERO, Duration.ofMinutes(5))
            .orElse(Timing.USUAL.holdBack()));
  }

  private static InetSocketAddress metrics(YamlMapping yaml) throws BadDescriptionException {
    Optional<YamlMapping> given = yaml.mapping("metrics");
    if (given.isEmpty()) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), DEFAULT_PORT);
    }
    given.get().allowOnly(Set.of("address", "port"));
    int port = given.get().whole("port", 0).orElse(DEFAULT_PORT);
    if (port > 65_535) {
      throw given.get().bad("port", "must be at most 65535");
    }
    return new InetSocketAddress(given.get().text("address").orElse("127.0.0.1"), port);
  }
}
