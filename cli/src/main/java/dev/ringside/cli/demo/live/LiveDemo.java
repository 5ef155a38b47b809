package dev.ringside.cli.demo.live;

import dev.ringside.agent.config.AgentConfig;
import dev.ringside.agent.config.SourceConfig;
import dev.ringside.agent.main.Agent;
import dev.ringside.agent.spool.SpoolLimits;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.demo.ScenarioDemo;
import dev.ringside.cli.embedded.EmbeddedPipeline;
import dev.ringside.exporter.collect.MetricsServer;
import dev.ringside.exporter.kafka.ConsumerSettings;
import dev.ringside.exporter.main.Exporter;
import dev.ringside.exporter.replica.ReplicaView;
import dev.ringside.ingest.kafka.BadSettingsException;
import dev.ringside.ingest.kafka.DeploymentPublisher;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.testkit.process.ScratchFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * A live cluster in one process: a simulated server writes Inspector files as time passes, an agent
 * follows them, broker, job and exporter do their work, and a view shows it. After half a minute
 * the server's engine begins to sum twice.
 */
public final class LiveDemo {

  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final long SPOOL_BYTES = 64 << 20;
  private static final Duration SPOOL_AGE = Duration.ofHours(1);

  private final Console console;

  public LiveDemo(Console console) {
    this.console = console;
  }

  /**
   * Shows what comes until interrupted, or for so long.
   *
   * @return true if something was found to differ
   */
  public boolean run(InetSocketAddress metrics, Optional<Duration> length) throws Exception {
    MetricsServer.requireFree(metrics);
    try (ScratchFolder scratch = ScratchFolder.create("ringside-live-");
        EmbeddedPipeline pipeline = EmbeddedPipeline.begin()) {
      Path folder = scratch.path();
      ScenarioDemo.start(pipeline);
      LiveScenario scenario = LiveScenario.startingAt(console.clock().instant());
      String brokers = pipeline.brokers();
      new DeploymentPublisher(ProducerSettings.of(brokers))
          .publish(scenario.chosen().scenario().deployment());
      try (Exporter exporter = exporter(brokers, metrics);
          Agent agent = Agent.start(config(brokers, folder, scenario));
          SimulatedServer server =
              SimulatedServer.start(scenario, inspector(folder), console.clock())) {
        console.say(
            "metrics at http://%s:%d/metrics, the agent's at http://127.0.0.1:%d/metrics; Ctrl-C ends"
                .formatted(metrics.getHostString(), exporter.port(), agent.port()));
        return watch(scenario, exporter, server, pipeline, length);
      }
    }
  }

  private static Exporter exporter(String brokers, InetSocketAddress metrics) throws IOException {
    return Exporter.start(
        new Exporter.Settings(
            ConsumerSettings.of(brokers), metrics, Exporter.DEFAULT_SERIES_BUDGET));
  }

  private static Path inspector(Path folder) {
    return folder.resolve("inspector");
  }

  private static AgentConfig config(String brokers, Path folder, LiveScenario scenario)
      throws BadSettingsException {
    return new AgentConfig(
        scenario.chosen().scenario().deployment().name(),
        0,
        0,
        ProducerSettings.of(brokers),
        List.of(new SourceConfig(SourceConfig.Kind.INSPECTOR, inspector(folder))),
        new SpoolLimits(folder.resolve("spool"), SPOOL_BYTES, SPOOL_AGE),
        AgentConfig.Timing.USUAL,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        AgentConfig.USUAL_QUEUE,
        List.of(),
        List.of(),
        Optional.empty());
  }

  private boolean watch(
      LiveScenario scenario,
      Exporter exporter,
      SimulatedServer server,
      EmbeddedPipeline pipeline,
      Optional<Duration> length)
      throws Exception {
    LiveView view = new LiveView(console, ZoneId.systemDefault());
    Instant end = length.map(scenario.start()::plus).orElse(Instant.MAX);
    boolean found = false;
    try {
      while (console.clock().instant().isBefore(end)) {
        Thread.sleep(EVERY.toMillis());
        pipeline.requireRunning();
        if (server.failure().isPresent()) {
          throw server.failure().get();
        }
        Instant now = console.clock().instant();
        List<ReplicaView> replicas = exporter.replicas();
        found |= LiveView.isFound(replicas);
        view.show(scenario.fault(now), replicas, now);
      }
    } catch (InterruptedException e) {
      // That is how the demo ends: everything is closed, and the process ends with the signal's
      // code.
    }
    return found;
  }
}
