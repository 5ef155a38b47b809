package dev.ringside.cli.command;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.cli.console.Interruption;
import dev.ringside.cli.embedded.EmbeddedPipeline;
import dev.ringside.cli.option.DurationConverter;
import dev.ringside.cli.option.OptionalKafka;
import dev.ringside.cli.option.PositiveDuration;
import dev.ringside.cli.option.RecordingConverter;
import dev.ringside.cli.option.SpeedConverter;
import dev.ringside.cli.option.TenantOption;
import dev.ringside.cli.replay.RecordingChoice;
import dev.ringside.cli.replay.ReplayRequest;
import dev.ringside.cli.replay.ReplayRun;
import dev.ringside.cli.report.ReportOutput;
import dev.ringside.cli.report.WholeFile;
import dev.ringside.cli.report.table.ReportTable;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.flink.config.WindowSettings;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.ingest.replay.ReplaySpeed;
import dev.ringside.simulator.record.BrokenOutputException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Replays recorded calls and compares them with what the deployment must communicate. */
@Command(
    name = "replay",
    sortOptions = false,
    description = {
      "Publish recorded calls to Kafka and compare them with a deployment. The recording is a set"
          + " of traces, or of containers of batches as written by 'ringside simulate'.",
      "Without --brokers, Kafka and Flink run inside this process and end with it. With --brokers,"
          + " the calls go to that Kafka and to the job that reads it: exit code 0 means that all"
          + " calls were acknowledged; with --report-json, the exit code is that of the report."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside replay traces/ --deployment deployment.yaml",
      "  ringside replay rank0.json.gz rank1.json.gz --deployment none",
      "  ringside replay simulated/ --deployment simulated/deployment.yaml",
      "  ringside replay calls.avro --deployment deployment.yaml --report-json report.json",
      "  ringside replay traces/ --deployment deployment.yaml --brokers kafka:9092 --speed 1x",
      "  ringside replay profiled-twice/ --deployment deployment.yaml --recording each",
      "",
      "Deployment file (YAML):",
      "  name: llama-8b-test",
      "  model: llama-3.1-8b      # catalog name, or path to a Hugging Face config.json",
      "  engine: vllm-v0",
      "  # " + Ringside.ENGINES,
      "  parallelism: {tensor: 2, pipeline: 2}",
      "  dtype: bfloat16",
      "  max-num-seqs: 1          # optional"
    })
final class ReplayCommand implements Callable<Integer> {

  private static final String NONE = "none";

  /** Most input is read, or refused, within it; then Kafka and Flink start beside the reading. */
  private static final Duration BEFORE_START = Duration.ofMillis(500);

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description =
          "Files, or folders, searched to their depths: traces (Kineto .json or .json.gz) or"
              + " containers of batches (.avro), not both.")
  private List<Path> paths;

  @Option(
      names = "--deployment",
      paramLabel = "FILE|none",
      required = true,
      description =
          "Deployment file to compare the calls with; 'none' shows observed figures only.")
  private String deployment;

  @Option(
      names = "--report-json",
      paramLabel = "FILE|-",
      description = "Write the report as JSON (ringside.report/1) to FILE, or to stdout for '-'.")
  private String reportJson;

  @Option(
      names = "--recording",
      paramLabel = "N|each",
      converter = RecordingConverter.class,
      description =
          "Where a server was profiled several times into one folder: the recording to replay, from"
              + " 1 in the order of time, or each of them as a run of its own, with a report each"
              + " (default: refuse several).")
  private RecordingChoice recording = RecordingChoice.ONLY;

  @Option(
      names = "--speed",
      paramLabel = "max|1x|10x",
      defaultValue = "max",
      converter = SpeedConverter.class,
      description = "How fast to publish: max, or a multiple of the recorded pace (default: max).")
  private ReplaySpeed speed;

  @Option(
      names = "--original-time",
      description = "Keep the recorded times (default: move them to now).")
  private boolean originalTime;

  @Option(
      names = "--coverage-floor",
      paramLabel = "SHARE",
      defaultValue = "1.0",
      description =
          "Share of the ranks below which the verdict is 'insufficient' (default: 1.0). Ignored"
              + " with --brokers: the job has its own.")
  private double coverageFloor;

  @Option(
      names = "--window",
      paramLabel = "DURATION",
      defaultValue = "10s",
      converter = PositiveDuration.class,
      description =
          "Length of the event-time windows (default: 10s). Ignored with --brokers: the job has its"
              + " own.")
  private Duration window;

  @Mixin private OptionalKafka kafka;

  @Mixin private TenantOption tenant;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "2m",
      converter = DurationConverter.class,
      description = "How long to wait for the report once all calls are published (default: 2m).")
  private Duration timeout;

  private final Console console;
  private final Interruption interruption;

  ReplayCommand(Console console, Interruption interruption) {
    this.console = console;
    this.interruption = interruption;
  }

  @Override
  public Integer call() throws Exception {
    requireValidOptions();
    Optional<ProducerSettings> brokers = kafka.settings();
    ReplayRun run = ReplayRun.of(request(), console);
    try {
      return brokers.isPresent() ? withBrokers(run, brokers.get()) : embedded(run);
    } catch (Exception e) {
      throw interruption.requested() ? new InterruptedException(run.state()) : e;
    }
  }

  private void requireValidOptions() throws BrokenOutputException {
    if (tenant.given().isPresent() && NONE.equals(deployment)) {
      throw new BadInputException(
          "--tenant needs a --deployment: calls of no deployment are the default tenant's");
    }
    if (!(coverageFloor >= 0 && coverageFloor <= 1)) {
      throw new BadInputException(
          "--coverage-floor is %s: give a share of the ranks, from 0 to 1"
              .formatted(coverageFloor));
    }
    if (reportJson != null && !reportJson.equals("-")) {
      new WholeFile("--report-json", reportJson).requireWritable();
    }
  }

  private ReplayRequest request() {
    return new ReplayRequest(
        paths,
        NONE.equals(deployment) ? Optional.empty() : Optional.of(Path.of(deployment)),
        recording,
        speed,
        originalTime,
        timeout,
        tenant::of);
  }

  private int embedded(ReplayRun run) throws Exception {
    WindowSettings windows =
        WindowSettings.DEFAULT.withLength(window).withCoverageFloor(coverageFloor);
    run.readAhead(BEFORE_START);
    try (EmbeddedPipeline pipeline = EmbeddedPipeline.begin()) {
      return show(run.through(pipeline, windows, ReplayRun.BrokersHook.NOTHING));
    }
  }

  private int withBrokers(ReplayRun run, ProducerSettings kafka) throws Exception {
    if (reportJson != null) {
      return show(run.publishAndAwait(kafka));
    }
    run.publish(kafka);
    console.say(run.state());
    return ExitCode.OK;
  }

  /** Of several, one after the other; the exit code is that of the worst. */
  private int show(List<WindowReport> reports) throws BrokenOutputException {
    new ReportOutput(console.out(), console.err(), Optional.ofNullable(reportJson))
        .show(reports, new ReportTable(console.palette(), console.width()));
    return ExitCode.of(Verdict.worst(reports.stream().map(WindowReport::verdict).toList()));
  }
}
