package dev.ringside.cli.command;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.cli.kafka.OutageLines;
import dev.ringside.cli.option.OptionalKafka;
import dev.ringside.cli.option.SpeedConverter;
import dev.ringside.cli.option.TenantOption;
import dev.ringside.cli.outcome.SimulationOutcome;
import dev.ringside.cli.plan.OutputFormat;
import dev.ringside.cli.replay.ReplayRun;
import dev.ringside.cli.report.json.SimulationJson;
import dev.ringside.cli.report.table.SimulationText;
import dev.ringside.cli.simulate.ScenarioOptions;
import dev.ringside.cli.simulate.SimulationRun;
import dev.ringside.ingest.kafka.DeploymentPublisher;
import dev.ringside.ingest.kafka.KafkaBatchPublisher;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.ingest.kafka.TopicSetup;
import dev.ringside.ingest.replay.ReplaySpeed;
import dev.ringside.simulator.cluster.RankMap;
import dev.ringside.simulator.output.InspectorFolder;
import dev.ringside.simulator.play.Truth;
import dev.ringside.simulator.scenario.Scenario;
import dev.ringside.simulator.scenario.View;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Simulates a serving cluster. */
@Command(
    name = "simulate",
    sortOptions = false,
    description = {
      "Simulate a serving cluster layer by layer, with the faults of a scenario, and write what its"
          + " agents would see.",
      "--out writes a folder: calls.avro for 'ringside replay', truth.jsonl with what really"
          + " happened, and deployment.yaml. --brokers publishes to Kafka, as live agents do. With"
          + " neither, the calls are only counted."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside simulate --list",
      "  ringside simulate --scenario slow-rank --out run/",
      "  ringside replay run/ --deployment run/deployment.yaml",
      "  ringside simulate --scenario my.yaml --duration 10m --seed 7 --brokers localhost:9092"
          + " --speed 1x",
      "  ringside simulate --scenario clean --view inspector --inspector-logs --out logs/"
    })
final class SimulateCommand implements Callable<Integer> {

  @Mixin private ScenarioOptions scenarios;

  @Option(names = "--out", paramLabel = "DIR", description = "Folder to write to.")
  private Path out;

  @Mixin private OptionalKafka kafka;

  @Mixin private TenantOption tenant;

  @Option(
      names = "--speed",
      paramLabel = "max|1x|10x",
      defaultValue = "max",
      converter = SpeedConverter.class,
      description =
          "How fast to publish, or to write logs: max, or simulated seconds per second (default:"
              + " max).")
  private ReplaySpeed speed;

  @Option(
      names = "--view",
      paramLabel = "full|nccl|inspector",
      description = "What the agents see (default: as the scenario says, or full).")
  private String view;

  @Option(
      names = "--inspector-logs",
      description = "With --out: write one NCCL Inspector JSON log per rank instead of calls.avro.")
  private boolean inspectorLogs;

  @Mixin private OutputFormat format;

  private final Console console;

  SimulateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (scenarios.list(console.out())) {
      return ExitCode.OK;
    }
    requireValidOptions();
    Optional<ProducerSettings> brokers = kafka.settings();
    ScenarioOptions.Chosen chosen = scenarios.choose();
    SimulationRun run = new SimulationRun(console, speed);
    SimulationOutcome outcome;
    if (brokers.isPresent()) {
      Scenario scenario = seen(chosen.scenario());
      outcome = send(run, scenario.serving(tenant.of(scenario.deployment())), brokers.get());
    } else {
      ScenarioOptions.Chosen viewed =
          new ScenarioOptions.Chosen(timed(seen(chosen.scenario())), chosen.file(), chosen.text());
      requireFewRanks(viewed.scenario());
      outcome =
          out == null ? run.counted(viewed.scenario()) : run.toFolder(viewed, out, inspectorLogs);
    }
    console.show(format.isJson() ? SimulationJson.render(outcome) : SimulationText.table(outcome));
    return ExitCode.OK;
  }

  private void requireValidOptions() {
    if (out != null && kafka.isGiven()) {
      throw new BadInputException("--out and --brokers exclude each other: give one of them");
    }
    if (tenant.given().isPresent() && !kafka.isGiven()) {
      throw new BadInputException("--tenant needs --brokers: only there are topics of tenants");
    }
    if (inspectorLogs && out == null) {
      throw new BadInputException("--inspector-logs needs --out DIR");
    }
  }

  private void requireFewRanks(Scenario scenario) {
    int ranks = RankMap.of(scenario.deployment()).ranks();
    if (inspectorLogs && ranks > InspectorFolder.MOST_RANKS) {
      throw new BadInputException(
          "--inspector-logs: %d ranks would be %d files, at most %d are written; omit it to write a container"
              .formatted(ranks, ranks, InspectorFolder.MOST_RANKS));
    }
  }

  private Scenario seen(Scenario scenario) {
    if (view == null) {
      return scenario;
    }
    View wanted =
        View.ofLabel(view)
            .orElseThrow(
                () ->
                    new BadInputException(
                        "--view is \"%s\"; the views are %s".formatted(view, View.labels())));
    return scenario.observedBy(scenario.agents().seeing(wanted));
  }

  private SimulationOutcome send(SimulationRun run, Scenario scenario, ProducerSettings brokers)
      throws Exception {
    ProducerSettings ours = brokers.ownedBy(scenario.deployment().tenant());
    new TopicSetup(ours).createWhatIsAllowed(ReplayRun.PARTITIONS);
    new DeploymentPublisher(ours).publish(scenario.deployment());
    try (KafkaBatchPublisher publisher =
        KafkaBatchPublisher.connect(ours, new OutageLines(console, brokers.brokers()))) {
      return run.toKafka(
          scenario.startingAt(startNs(scenario)), publisher, brokers.brokers(), Truth.NONE);
    }
  }

  /** Logs that are written at the pace of a clock have its times, so that an agent can follow. */
  private Scenario timed(Scenario scenario) {
    return inspectorLogs && speed.isPaced() ? scenario.startingAt(startNs(scenario)) : scenario;
  }

  /**
   * A paced simulation begins now. At full speed it ends now, so that no call lies in the future.
   */
  private long startNs(Scenario scenario) {
    Instant now = console.clock().instant();
    long nowNs = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    return speed.isPaced() ? nowNs : nowNs - scenario.durationNs();
  }
}
