package dev.ringside.agent.main;

import dev.ringside.agent.collect.AgentServer;
import dev.ringside.agent.config.AgentConfig;
import dev.ringside.agent.config.IterationConfig;
import dev.ringside.agent.config.SourceConfig;
import dev.ringside.agent.delivery.DeliveryLimits;
import dev.ringside.agent.delivery.SpooledPublisher;
import dev.ringside.agent.identity.KnownProcesses;
import dev.ringside.agent.identity.ProcFolder;
import dev.ringside.agent.iterations.IterationCounts;
import dev.ringside.agent.iterations.IterationFeeds;
import dev.ringside.agent.iterations.NamedIterations;
import dev.ringside.agent.kafka.KafkaDelivery;
import dev.ringside.agent.loop.AgentCounts;
import dev.ringside.agent.loop.AgentLoop;
import dev.ringside.agent.loop.Liveness;
import dev.ringside.agent.loop.LoopSettings;
import dev.ringside.agent.loop.NamedSource;
import dev.ringside.agent.ras.RasUse;
import dev.ringside.agent.spool.Spool;
import dev.ringside.agent.zmq.ZmqIterations;
import dev.ringside.core.bound.Bound;
import dev.ringside.ingest.iterations.live.IterationSource;
import dev.ringside.ingest.iterations.live.IterationTail;
import dev.ringside.ingest.publish.PublishCounts;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** An agent that runs, until closed: sources, spool, producer, metrics. */
public final class Agent implements AutoCloseable {

  private static final Path PROC = Path.of("/proc");
  private static final int IN_MEMORY = 256;
  private static final int UNDER_WAY = 1_000;
  private static final Duration CLOSING = Duration.ofSeconds(3);

  private final SpooledPublisher publisher;
  private final AgentServer server;
  private final AgentCounts counts;
  private final RasUse ras;
  private final Thread loop;

  private Agent(
      SpooledPublisher publisher,
      AgentServer server,
      AgentCounts counts,
      RasUse ras,
      AgentLoop loop) {
    this.publisher = publisher;
    this.server = server;
    this.counts = counts;
    this.ras = ras;
    this.loop = new Thread(loop::run, "agent");
    this.loop.setDaemon(true);
    this.loop.start();
  }

  /**
   * What the agent cannot know by itself.
   *
   * @param name program, version and host: who sends
   * @param boot which start of the machine this is
   * @param runIds a new one at every call
   */
  public record Place(String name, String boot, InstantSource clock, Supplier<String> runIds) {

    private static final Path BOOT_ID = PROC.resolve("sys/kernel/random/boot_id");

    static Place here() throws IOException {
      return new Place(
          "ringside-agent/" + InetAddress.getLocalHost().getHostName(),
          Files.exists(BOOT_ID) ? Files.readString(BOOT_ID).strip() : "",
          InstantSource.system(),
          () -> UUID.randomUUID().toString());
    }
  }

  /**
   * @param sources opens what the configuration names
   * @throws IOException with one line, if the spool or the port cannot be used
   */
  public static Agent start(
      AgentConfig config,
      Place place,
      Liveness liveness,
      Function<SourceConfig, NamedSource> sources)
      throws IOException {
    Spool spool = Spool.open(config.spool());
    Optional<byte[]> state = spool.state();
    boolean sound = spool.isSound();
    AgentCounts counts = new AgentCounts();
    counts.started(place.clock().millis());
    SpooledPublisher publisher =
        new SpooledPublisher(
            spool, new KafkaDelivery(config.kafka()), limits(config), place.clock());
    try {
      IterationCounts told = new IterationCounts();
      RasUse ras = RasUse.of(config.ras(), config.spool().folder());
      AgentServer server =
          AgentServer.start(
              config.metrics(), new AgentServer.Shown(counts, told, publisher, ras), place.clock());
      List<NamedSource> named = config.sources().stream().map(sources).toList();
      AgentLoop.Surroundings surroundings =
          new AgentLoop.Surroundings(
              publisher, liveness, place.clock(), place.runIds(), counts, ras::stuck);
      return new Agent(
          publisher,
          server,
          counts,
          ras,
          new AgentLoop(
              settings(config, place),
              named,
              iterations(config, place, told),
              surroundings,
              state,
              sound));
    } catch (IOException | RuntimeException e) {
      publisher.close();
      throw e;
    }
  }

  /**
   * The agent as its own process runs it: Inspector's folders, this machine's processes and clock.
   *
   * @throws IOException with one line, if the spool or the port cannot be used
   */
  public static Agent start(AgentConfig config) throws IOException {
    KnownProcesses processes =
        new KnownProcesses(
            config.ranks(),
            new ProcFolder(PROC),
            InetAddress.getLocalHost().getHostName(),
            config.sources().stream().map(SourceConfig::path).toList());
    return start(
        config,
        Place.here(),
        processes,
        source ->
            new NamedSource(
                source.name(),
                position -> new FollowedInspector(source.path(), position, processes)));
  }

  private static IterationFeeds iterations(
      AgentConfig config, Place place, IterationCounts counts) {
    List<NamedIterations> named =
        config.iterations().stream()
            .map(
                one ->
                    new NamedIterations(
                        one.name(),
                        one.replica(),
                        position -> iterations(one, position, place.clock())))
            .toList();
    return new IterationFeeds(named, counts);
  }

  private static IterationSource iterations(
      IterationConfig config, Optional<byte[]> position, InstantSource clock) {
    return switch (config.kind()) {
      case FILES -> new IterationTail(Path.of(config.at()), position, clock);
      case ZMQ -> new ZmqIterations(config.at(), clock);
    };
  }

  private static DeliveryLimits limits(AgentConfig config) {
    return new DeliveryLimits(
        config.queue(),
        IN_MEMORY,
        UNDER_WAY,
        (int) Bound.RECORD_BYTES.most(),
        config.spool().age(),
        CLOSING);
  }

  private static LoopSettings settings(AgentConfig config, Place place) {
    return new LoopSettings(
        config.deployment(),
        config.replica(),
        config.ranksPerReplica(),
        place.name(),
        "the source's",
        config.timing().every(),
        config.timing().holdBack(),
        place.boot());
  }

  public int port() {
    return server.port();
  }

  public AgentCounts counts() {
    return counts;
  }

  public PublishCounts published() {
    return publisher.counts();
  }

  @Override
  public void close() {
    loop.interrupt();
    try {
      loop.join(CLOSING.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    publisher.close();
    server.close();
    ras.close();
  }
}
