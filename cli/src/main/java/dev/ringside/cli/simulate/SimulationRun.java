package dev.ringside.cli.simulate;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.Progress;
import dev.ringside.cli.outcome.SimulationOutcome;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.ingest.kafka.KafkaBatchPublisher;
import dev.ringside.ingest.publish.PublishException;
import dev.ringside.ingest.replay.ReplaySpeed;
import dev.ringside.simulator.cluster.RankMap;
import dev.ringside.simulator.output.ContainerBatches;
import dev.ringside.simulator.output.DeploymentCopy;
import dev.ringside.simulator.output.InspectorFolder;
import dev.ringside.simulator.output.NoBatches;
import dev.ringside.simulator.output.PublishedBatches;
import dev.ringside.simulator.output.TruthFile;
import dev.ringside.simulator.play.Truth;
import dev.ringside.simulator.record.BrokenOutputException;
import dev.ringside.simulator.record.InspectorLines;
import dev.ringside.simulator.record.SeenCalls;
import dev.ringside.simulator.record.SimulatedBatches;
import dev.ringside.simulator.run.Simulation;
import dev.ringside.simulator.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Plays a scenario into files or into Kafka. */
public final class SimulationRun {

  private static final Duration FLUSH_STEP = Duration.ofSeconds(1);

  private final Console console;
  private final ReplaySpeed speed;

  public SimulationRun(Console console, ReplaySpeed speed) {
    this.console = console;
    this.speed = speed;
  }

  /**
   * Into {@code folder}, which is made if it is missing: calls.avro or Inspector's logs,
   * truth.jsonl, scenario.yaml and deployment.yaml.
   *
   * @param asInspectorLogs one JSON log a rank instead of a container
   */
  public SimulationOutcome toFolder(
      ScenarioOptions.Chosen chosen, Path folder, boolean asInspectorLogs)
      throws BrokenOutputException, BadDescriptionException, InterruptedException {
    Scenario scenario = chosen.scenario();
    List<String> written = new ArrayList<>();
    describe(chosen, folder, written);
    Path truthFile = folder.resolve("truth.jsonl");
    try (TruthFile truth = TruthFile.create(truthFile, scenario)) {
      SimulationOutcome outcome =
          asInspectorLogs
              ? logged(scenario, folder, truth, written)
              : contained(scenario, folder, truth, written);
      truth.finish(outcome.seen(), outcome.requestsLeft());
      return outcome;
    }
  }

  private static void describe(ScenarioOptions.Chosen chosen, Path folder, List<String> written)
      throws BrokenOutputException, BadDescriptionException {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("scenario.yaml"), chosen.text());
      DeploymentCopy.write(folder.resolve("deployment.yaml"), chosen.file(), chosen.text());
    } catch (IOException e) {
      throw new BrokenOutputException(
          "%s: cannot be written: %s".formatted(folder, e.getMessage()), e);
    }
    written.add(folder.resolve("truth.jsonl").toString());
    written.add(folder.resolve("deployment.yaml").toString());
    written.add(folder.resolve("scenario.yaml").toString());
  }

  private SimulationOutcome contained(
      Scenario scenario, Path folder, TruthFile truth, List<String> written)
      throws BrokenOutputException, BadDescriptionException, InterruptedException {
    Path file = folder.resolve("calls.avro");
    written.add(0, file.toString());
    try (ContainerBatches container = ContainerBatches.create(file, scenario)) {
      SimulationOutcome outcome =
          play(scenario, container, truth, rank -> Optional.empty(), written);
      container.finish();
      return outcome;
    }
  }

  private SimulationOutcome logged(
      Scenario scenario, Path folder, TruthFile truth, List<String> written)
      throws BrokenOutputException, BadDescriptionException, InterruptedException {
    RankMap map = RankMap.of(scenario.deployment());
    written.add(0, folder.resolve("*-pid*.log").toString());
    try (InspectorFolder logs = InspectorFolder.create(folder, map)) {
      SimulationOutcome outcome =
          play(scenario, new NoBatches(), truth, rank -> Optional.of(logs.log(rank)), written);
      logs.finish();
      return outcome;
    }
  }

  public SimulationOutcome counted(Scenario scenario)
      throws BrokenOutputException, BadDescriptionException, InterruptedException {
    return play(scenario, new NoBatches(), Truth.NONE, rank -> Optional.empty(), List.of());
  }

  /** To Kafka, as the agents of all ranks; returns once all is acknowledged. */
  public SimulationOutcome toKafka(
      Scenario scenario, KafkaBatchPublisher publisher, String brokers, Truth truth)
      throws BrokenOutputException,
          BadDescriptionException,
          InterruptedException,
          PublishException {
    PublishedBatches batches = new PublishedBatches(publisher);
    SimulationOutcome outcome =
        play(scenario, batches, truth, rank -> Optional.empty(), List.of("Kafka at " + brokers));
    while (!publisher.flush(FLUSH_STEP)) {
      // Goes on until all is acknowledged, or fails.
    }
    return outcome;
  }

  private SimulationOutcome play(
      Scenario scenario,
      SimulatedBatches batches,
      Truth truth,
      IntFunction<Optional<InspectorLines>> logs,
      List<String> outputs)
      throws BrokenOutputException, BadDescriptionException, InterruptedException {
    CountedTruth counted = new CountedTruth(truth);
    Simulation simulation = new Simulation(scenario, counted, logs);
    Instant started = console.clock().instant();
    try (Progress progress = Progress.of(console, "simulating", "ms")) {
      SeenCalls seen =
          simulation.run(batches, new SimulationPace(progress, speed, console.clock()));
      return new SimulationOutcome(
          scenario,
          seen,
          counted.passes(),
          counted.requests(),
          simulation.population(),
          Duration.between(started, console.clock().instant()),
          outputs);
    }
  }
}
