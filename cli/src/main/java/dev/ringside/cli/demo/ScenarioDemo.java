package dev.ringside.cli.demo;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.NoReportException;
import dev.ringside.cli.console.Progress;
import dev.ringside.cli.embedded.EmbeddedPipeline;
import dev.ringside.cli.kafka.RunReports;
import dev.ringside.cli.outcome.ObservedRun;
import dev.ringside.cli.outcome.SimulationOutcome;
import dev.ringside.cli.simulate.SimulationRun;
import dev.ringside.core.report.DeploymentReport;
import dev.ringside.core.report.WindowReport;
import dev.ringside.flink.config.JobSettings;
import dev.ringside.flink.config.WindowSettings;
import dev.ringside.flink.time.TimeSettings;
import dev.ringside.ingest.kafka.DeploymentPublisher;
import dev.ringside.ingest.kafka.KafkaBatchPublisher;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.ingest.kafka.TopicSetup;
import dev.ringside.ingest.publish.Outage;
import dev.ringside.ingest.replay.ReplaySpeed;
import dev.ringside.simulator.play.Truth;
import dev.ringside.simulator.scenario.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sends a simulated cluster through all of Ringside in one process. */
public final class ScenarioDemo {

  private static final Duration CHECKPOINTS = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Console console;

  public ScenarioDemo(Console console) {
    this.console = console;
  }

  /** Simulates {@code wanted} as a run that has just ended. */
  public ObservedRun run(Scenario wanted) throws Exception {
    try (EmbeddedPipeline pipeline = EmbeddedPipeline.begin()) {
      start(pipeline);
      return play(wanted.startingAt(startNs(wanted)), pipeline);
    }
  }

  /** Creates the topics and starts the production job with windows of ten seconds. */
  public static void start(EmbeddedPipeline pipeline) throws Exception {
    String brokers = pipeline.brokers();
    new TopicSetup(ProducerSettings.of(brokers)).createMissing(1);
    pipeline.run(
        new JobSettings(
            brokers,
            "ringside",
            TimeSettings.DEFAULT,
            WindowSettings.DEFAULT,
            1,
            CHECKPOINTS,
            Map.of()));
  }

  /** The start of a window, early enough for the scenario to end before now. */
  private long startNs(Scenario wanted) {
    Instant now = console.clock().instant();
    long latest = now.getEpochSecond() * 1_000_000_000L - wanted.durationNs();
    return latest - Math.floorMod(latest, WindowSettings.DEFAULT.length().toNanos());
  }

  /** Sends one scenario, as a declared run, through a pipeline whose job runs. */
  ObservedRun play(Scenario wanted, EmbeddedPipeline pipeline) throws Exception {
    Scenario scenario = wanted.observedBy(wanted.agents().declaring(true));
    String brokers = pipeline.brokers();
    ProducerSettings kafka = ProducerSettings.of(brokers);
    new DeploymentPublisher(kafka).publish(scenario.deployment());
    try (RunReports reports = RunReports.fromNow(brokers, Map.of(), console.clock());
        KafkaBatchPublisher publisher = KafkaBatchPublisher.connect(kafka, Outage.UNHEARD)) {
      SimulationOutcome simulation =
          new SimulationRun(console, ReplaySpeed.MAX)
              .toKafka(scenario, publisher, brokers, Truth.NONE);
      return collect(scenario, simulation, reports, pipeline);
    }
  }

  private ObservedRun collect(
      Scenario scenario,
      SimulationOutcome simulation,
      RunReports reports,
      EmbeddedPipeline pipeline)
      throws InterruptedException {
    Map<Long, Map<Integer, WindowReport>> windows = new TreeMap<>();
    try (Progress progress = Progress.of(console, "waiting for the report", "")) {
      List<WindowReport> runs =
          reports.await(
              scenario.name() + "-" + scenario.seed(),
              scenario.deployment().layout().data(),
              PATIENCE,
              () -> {
                pipeline.requireRunning();
                progress.at(0, 0);
              },
              window -> keep(scenario, window, windows));
      if (runs.isEmpty()) {
        throw new NoReportException("no report came within %d s".formatted(PATIENCE.toSeconds()));
      }
      List<WindowReport> merged = new ArrayList<>();
      windows.values().forEach(of -> merged.add(DeploymentReport.of(List.copyOf(of.values()))));
      return new ObservedRun(scenario, simulation, merged, DeploymentReport.of(runs));
    }
  }

  private static void keep(
      Scenario scenario, WindowReport window, Map<Long, Map<Integer, WindowReport>> windows) {
    if (window.deployment().equals(scenario.deployment().name())) {
      windows
          .computeIfAbsent(window.startNs(), start -> new TreeMap<>())
          .put(window.replica(), window);
    }
  }
}
