package dev.ringside.bench.command;

import dev.ringside.bench.capacity.CapacityTable;
import dev.ringside.bench.capacity.Constants;
import dev.ringside.bench.live.LiveResult;
import dev.ringside.bench.load.LoadShape;
import dev.ringside.bench.report.BenchJson;
import dev.ringside.bench.report.BenchTable;
import dev.ringside.bench.report.ClusterReport;
import dev.ringside.bench.report.GrowthReport;
import dev.ringside.bench.report.LiveReport;
import dev.ringside.bench.run.Bench;
import dev.ringside.bench.run.BenchPath;
import dev.ringside.bench.run.BenchPlan;
import dev.ringside.bench.run.BenchResult;
import dev.ringside.bench.run.ClusterRun;
import dev.ringside.bench.run.Growth;
import dev.ringside.bench.run.LiveRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the whole path from Kafka to the reports, beside the raw limit and two peers. */
@Command(
    name = "ringside bench",
    sortOptions = false,
    mixinStandardHelpOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Measure calls a second, on the same calls in every round: plain consumers as the raw limit,"
          + " Ringside's job from Kafka to its reports, and a record a call in Flink and in Kafka"
          + " Streams. Every answer is held against an oracle before its figure counts."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:measured", "1:internal error, or a path's answer was wrong", "2:bad usage"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside bench",
      "  ringside bench --calls 20000000 --rounds 5 --json > result.json",
      "  ringside bench --only raw_p2,job_p2 --rounds 7",
      "  ringside bench --growth --calls 60000000 --rounds 2 --plots benchmarks/results",
      "  ringside bench --cluster --calls 20000000",
      "  ringside bench --live --seconds 120",
      "  ringside bench --capacity benchmarks/results/bench.json",
      "",
      "Takes minutes and all cores: let nothing else run beside it.",
    })
public final class BenchCommand implements Callable<Integer> {

  /**
   * The most that held: as contexts grow, batches last longer, and at twice as many some were late.
   */
  private static final long MOST_CALLS = 150_000_000;

  private static final int BAD_USAGE = 2;
  private static final int INTERNAL = 1;
  private static final int RECORD_SHARE = 20;

  enum Format {
    TABLE,
    JSON
  }

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // Picocli reads it.
  private boolean help;

  @Option(
      names = "--calls",
      defaultValue = "100000000",
      paramLabel = "N",
      description =
          "Calls of a run, made up to whole batches (default: ${DEFAULT-VALUE}). The job's time"
              + " ends with its reports, about 0.2 s after its last call: with few calls that"
              + " is most of it.")
  private long calls;

  @Option(
      names = "--record-calls",
      paramLabel = "N",
      description =
          "Calls of a run where a record is a call (default: a twentieth of --calls): those paths"
              + " are much slower, and their rate does not depend on it.")
  private Long recordCalls;

  @Option(
      names = "--warm-ups",
      defaultValue = "3",
      paramLabel = "N",
      description =
          "Rounds before those that count (default: ${DEFAULT-VALUE}): the compiler is busy for"
              + " several.")
  private int warmUps;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      paramLabel = "N",
      description = "Rounds that count (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PATH",
      description =
          "Only these paths: raw_p1, raw_p2, job_p1, job_p2, record_per_call, kafka_streams.")
  private List<String> only = List.of();

  @Option(
      names = "--format",
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "table or json (default: ${DEFAULT-VALUE}).")
  private Format format;

  @Option(names = "--json", description = "The same as --format json: ringside.bench/1.")
  private boolean json;

  @Option(
      names = "--growth",
      description =
          "Instead: the job's rate and state against ranks, deployments, sizes and ranks of one"
              + " communicator.")
  private boolean growth;

  @Option(
      names = "--plots",
      paramLabel = "FOLDER",
      description = "With --growth: write a plot an axis, as SVG.")
  private Path plots;

  @Option(
      names = "--cluster",
      description =
          "Instead: the job jar on two task managers and three brokers, each a process of its own.")
  private boolean cluster;

  @Option(
      names = "--live",
      description =
          "Instead: the time from a call to the exported metric, in a live run of --seconds.")
  private boolean live;

  @Option(
      names = "--seconds",
      defaultValue = "120",
      paramLabel = "N",
      description = "How long a --live run publishes (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--capacity",
      paramLabel = "FILE",
      description =
          "Instead, without measuring: the table of docs/capacity.md, from the JSON of a result.")
  private Path capacity;

  private BenchCommand() {}

  /** The parser, ready to {@code execute}. */
  public static CommandLine commandLine() {
    return new CommandLine(new BenchCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(BenchCommand::badUsage)
        .setExecutionExceptionHandler(BenchCommand::failed);
  }

  private static int badUsage(ParameterException failure, String[] args) {
    failure
        .getCommandLine()
        .getErr()
        .println("ringside: " + oneLine(failure.getMessage()) + "; see ringside bench --help");
    return BAD_USAGE;
  }

  private static int failed(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
    line.getErr().println("ringside: bench: " + oneLine(failure.toString()));
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      line.getErr().println("ringside: bench: because of " + oneLine(cause.toString()));
    }
    return INTERNAL;
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ").strip();
  }

  @Override
  public Integer call() throws Exception {
    BenchPlan plan = plan();
    if (Stream.of(growth, cluster, live).filter(run -> run).count() > 1
        || (plots != null && !growth)) {
      throw usage(
          "--growth (with --plots), --cluster and --live are runs of their own: choose one");
    }
    if (capacity != null) {
      return print(new CapacityTable(readResult()).render());
    }
    PrintWriter err = spec.commandLine().getErr();
    return print(measure(plan, line -> err.println("ringside: bench: " + line)));
  }

  private int print(String answer) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(answer);
    out.flush();
    return 0;
  }

  private Constants readResult() {
    try {
      return Constants.read(Files.readString(capacity));
    } catch (IOException | IllegalArgumentException e) {
      throw usage(
          "--capacity %s: expected the JSON of a whole ringside bench: %s"
              .formatted(capacity, e.getMessage()));
    }
  }

  private String measure(BenchPlan plan, Consumer<String> progress) throws Exception {
    boolean asJson = json || format == Format.JSON;
    if (growth) {
      Growth.Result result =
          Growth.run(List.of(Growth.Axis.values()), plan.calls(), plan.rounds(), progress);
      if (plots != null) {
        GrowthReport.plot(result, plots).forEach(file -> progress.accept("wrote " + file));
      }
      return asJson ? GrowthReport.json(result) : GrowthReport.table(result);
    }
    if (live) {
      LiveResult result = LiveRun.run(Duration.ofSeconds(seconds), progress);
      return asJson ? LiveReport.json(result) : LiveReport.table(result);
    }
    if (cluster) {
      ClusterRun.Result result = ClusterRun.run(jobJar(), plan.calls(), plan.rounds(), progress);
      return asJson ? ClusterReport.json(result) : ClusterReport.table(result);
    }
    BenchResult result = Bench.run(plan, progress);
    return asJson ? BenchJson.render(result) : BenchTable.render(result);
  }

  private Path jobJar() {
    String jar = System.getProperty("ringside.job.jar", "");
    if (jar.isEmpty() || !Files.isRegularFile(Path.of(jar))) {
      throw usage("--cluster needs the job jar, which ./ringside bench builds: found " + jar);
    }
    return Path.of(jar);
  }

  private BenchPlan plan() {
    long records = recordCalls == null ? Math.max(1, calls / RECORD_SHARE) : recordCalls;
    if (seconds < 1) {
      throw usage("--seconds must be at least 1");
    }
    if (calls < 1 || records < 1 || rounds < 1 || warmUps < 0) {
      throw usage("--calls, --record-calls and --rounds must be at least 1, --warm-ups at least 0");
    }
    if (calls > MOST_CALLS && !growth) {
      throw usage(
          "--calls %d: at most %d, for contexts grow with every pass played, and later batches of %d"
                  .formatted(calls, MOST_CALLS, LoadShape.STANDARD.passesABatch())
              + " passes would last longer than the job waits for one");
    }
    return new BenchPlan(LoadShape.STANDARD, calls, records, warmUps, rounds, paths());
  }

  private Set<BenchPath> paths() {
    if (only.isEmpty()) {
      return EnumSet.allOf(BenchPath.class);
    }
    Set<BenchPath> paths = EnumSet.noneOf(BenchPath.class);
    for (String label : only) {
      Optional<BenchPath> path = BenchPath.ofLabel(label);
      paths.add(
          path.orElseThrow(
              () -> usage("--only %s: expected some of %s".formatted(label, BenchPath.labels()))));
    }
    return paths;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
