package dev.ringside.bench.run;

import dev.ringside.bench.kafka.BatchFill;
import dev.ringside.bench.kafka.DeploymentFill;
import dev.ringside.bench.kafka.HeldBacklog;
import dev.ringside.bench.kafka.Offsets;
import dev.ringside.bench.kafka.Span;
import dev.ringside.bench.kafka.WindowsSeen;
import dev.ringside.bench.load.BenchLoad;
import dev.ringside.bench.load.DecodeLoad;
import dev.ringside.bench.load.LoadShape;
import dev.ringside.bench.load.Oracle;
import dev.ringside.bench.load.Oracle.ReplicaWindow;
import dev.ringside.bench.measure.Machine;
import dev.ringside.bench.measure.Measurement;
import dev.ringside.bench.measure.Meter;
import dev.ringside.schemas.topic.Topics;
import dev.ringside.testkit.flink.FlinkProcesses;
import dev.ringside.testkit.kafka.KafkaQuorum;
import dev.ringside.testkit.process.ScratchFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The job jar on two task managers and between the topics of three brokers, every one a process of
 * its own, topics with three replicas. One job over all rounds, timed as {@link JobPath} is.
 */
public final class ClusterRun {

  static final int BROKERS = 3;
  static final int TASK_MANAGERS = 2;

  private static final int TASK_HEAP_MEBIBYTES = 768;
  private static final String GROUP = "bench-cluster";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long DAY_NS = 86_400_000_000_000L;
  private static final long TAIL_AFTER_NS = 3 * Oracle.WINDOW_NS;

  private final KafkaQuorum kafka;
  private final FlinkProcesses flink;
  private final HeldBacklog backlog;
  private final BatchFill fill;
  private final BenchLoad load;
  private final Oracle all;

  private ClusterRun(KafkaQuorum kafka, FlinkProcesses flink, HeldBacklog backlog) {
    this.kafka = kafka;
    this.flink = flink;
    this.backlog = backlog;
    this.fill = new BatchFill(backlog, Rig.PARTITIONS);
    this.load =
        new DecodeLoad(
            LoadShape.STANDARD,
            "bench-cluster-run",
            Oracle.windowOf(System.currentTimeMillis() * 1_000_000L - DAY_NS));
    this.all = new Oracle(load.callsAPass());
  }

  /** What the rounds came to, and on what. */
  public record Result(List<Measurement> runs, String machine) {

    public Result {
      runs = List.copyOf(runs);
    }
  }

  /**
   * Measures.
   *
   * @param jar the job's
   */
  public static Result run(Path jar, long calls, int rounds, Consumer<String> progress)
      throws Exception {
    progress.accept("starting %d brokers, %d task managers".formatted(BROKERS, TASK_MANAGERS));
    try (ScratchFolder folder = ScratchFolder.create("ringside-bench-cluster-");
        KafkaQuorum kafka = KafkaQuorum.start(BROKERS);
        FlinkProcesses flink = FlinkProcesses.start(TASK_MANAGERS, 1, TASK_HEAP_MEBIBYTES)) {
      createTopics(kafka);
      try (HeldBacklog backlog = new HeldBacklog(kafka.bootstrapServers(), Topics.CALLS)) {
        return new ClusterRun(kafka, flink, backlog)
            .run(jar, properties(folder), calls, rounds, progress);
      }
    }
  }

  private static void createTopics(KafkaQuorum kafka) {
    kafka.createTopic(Topics.CALLS, Rig.PARTITIONS, Map.of());
    for (String topic : List.of(Topics.DEPLOYMENTS, Topics.REPORTS, Topics.DEAD_LETTERS)) {
      kafka.createTopic(topic, 1, Map.of());
    }
  }

  private static Path properties(ScratchFolder folder) throws Exception {
    return Files.writeString(
        folder.path().resolve("client.properties"), "isolation.level=read_committed\n");
  }

  private Result run(Path jar, Path properties, long calls, int rounds, Consumer<String> progress)
      throws Exception {
    try (DeploymentFill deployments = new DeploymentFill(kafka.bootstrapServers())) {
      deployments.publish(load.deployments());
    }
    backlog.begin();
    Filling.of(load, 1).make(load, fill::add, all);
    Span first = backlog.hold();
    backlog.release();
    List<Measurement> runs = new ArrayList<>();
    try (WindowsSeen seen = new WindowsSeen(kafka.bootstrapServers())) {
      for (int round = 0; round <= rounds; round++) {
        Filling counted = fillOne(calls);
        if (round == 0) {
          submit(jar, properties, first);
        }
        Measurement run = time(seen, counted);
        progress.accept(
            "%s: %,.0f calls/s, as the oracle says"
                .formatted(round == 0 ? "warm-up" : "round " + round, run.callsASecond()));
        if (round > 0) {
          runs.add(run);
        }
      }
    }
    return new Result(runs, Machine.describe());
  }

  private Filling fillOne(long calls) throws Exception {
    Filling counted = Filling.of(load, calls);
    backlog.begin();
    counted.make(load, fill::add, all);
    load.silence(TAIL_AFTER_NS);
    new Filling(1, 0).make(load, fill::add, all);
    backlog.hold();
    return counted;
  }

  private void submit(Path jar, Path properties, Span first) throws InterruptedException {
    String job =
        flink.submit(
            jar,
            List.of(
                "--brokers=" + kafka.bootstrapServers(),
                "--group=" + GROUP,
                "--parallelism=" + TASK_MANAGERS,
                "--checkpoint-seconds=1",
                "--client-properties=" + properties));
    flink.awaitRunning(job);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (Offsets offsets = new Offsets(kafka.bootstrapServers())) {
      while (!first.isReadBy(offsets.committed(GROUP))) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("the job does not read its first calls");
        }
        Thread.sleep(100);
      }
    }
  }

  /** The tail is not waited for: it lies in the window that is still open. */
  private Measurement time(WindowsSeen seen, Filling counted) {
    long tail = (long) load.ranks() * load.callsAPass();
    Meter meter = Meter.start(flink.taskManagerPids(), kafka.pids());
    backlog.release();
    seen.await(all.calls() - tail, () -> meter.seconds() < PATIENCE.toSeconds());
    Measurement measurement = meter.stop(counted.calls());
    long openNs =
        all.byPass().keySet().stream().mapToLong(ReplicaWindow::startNs).max().orElseThrow();
    Answers.checkReports("cluster", seen.windows(), all, openNs);
    return measurement;
  }
}
