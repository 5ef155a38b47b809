package dev.ringside.bench.run;

import dev.ringside.bench.kafka.HeldBacklog;
import dev.ringside.bench.kafka.Offsets;
import dev.ringside.bench.kafka.Span;
import dev.ringside.bench.kafka.WindowsSeen;
import dev.ringside.bench.kafka.fill.BatchFill;
import dev.ringside.bench.kafka.fill.DeploymentFill;
import dev.ringside.bench.kafka.fill.EncodedBatch;
import dev.ringside.bench.load.BenchLoad;
import dev.ringside.bench.load.LoadShape;
import dev.ringside.bench.load.Oracle;
import dev.ringside.bench.load.Oracle.ReplicaWindow;
import dev.ringside.bench.load.SimulatedLoad;
import dev.ringside.bench.measure.Machine;
import dev.ringside.bench.measure.Measurement;
import dev.ringside.bench.measure.Meter;
import dev.ringside.bench.path.Answers;
import dev.ringside.bench.path.Filling;
import dev.ringside.bench.path.JobPath;
import dev.ringside.bench.path.Rig;
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
  private final List<EncodedBatch> made = new ArrayList<>();
  private final BenchLoad load;
  private final Oracle all;

  private ClusterRun(KafkaQuorum kafka, FlinkProcesses flink, HeldBacklog backlog)
      throws Exception {
    this.kafka = kafka;
    this.flink = flink;
    this.backlog = backlog;
    this.fill =
        new BatchFill(
            (partition, key, value) -> made.add(new EncodedBatch(partition, key, value)),
            Rig.PARTITIONS);
    this.load =
        new SimulatedLoad(
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
    for (String topic :
        List.of(Topics.DEPLOYMENTS, Topics.REPORTS, Topics.FINDINGS, Topics.DEAD_LETTERS)) {
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
    List<Prepared> backlogs = new ArrayList<>();
    Prepared first = prepare(Filling.of(load, 1), false);
    for (int round = 0; round <= rounds; round++) {
      backlogs.add(prepare(Filling.of(load, calls), true));
    }
    Span start = hold(first);
    backlog.release();
    List<Measurement> runs = new ArrayList<>();
    try (WindowsSeen seen = new WindowsSeen(kafka.bootstrapServers())) {
      hold(backlogs.get(0));
      submit(jar, properties, start);
      runs.add(time(seen, backlogs.get(0)));
      for (int round = 1; round <= rounds; round++) {
        hold(backlogs.get(round));
        runs.add(time(seen, backlogs.get(round)));
        progress.accept(
            "round %d of %d: %,.0f calls/s, as the oracle says"
                .formatted(round, rounds, runs.get(round).callsASecond()));
      }
    }
    return new Result(runs.subList(1, runs.size()), Machine.describe());
  }

  /**
   * One round's records in memory, made beforehand.
   *
   * @param until calls that are windowed once this round is over
   * @param openNs start of the window in which the tail lies
   */
  private record Prepared(List<EncodedBatch> entries, long calls, long until, long openNs) {}

  private Prepared prepare(Filling filling, boolean withTail) throws Exception {
    made.clear();
    filling.make(load, fill::add, all);
    long until = all.calls();
    if (withTail) {
      load.silence(TAIL_AFTER_NS);
      new Filling(1, 0).make(load, fill::add, all);
    }
    long openNs =
        all.byPass().keySet().stream().mapToLong(ReplicaWindow::startNs).max().orElseThrow();
    return new Prepared(List.copyOf(made), filling.calls(), until, openNs);
  }

  private Span hold(Prepared prepared) {
    backlog.begin();
    prepared.entries().forEach(entry -> backlog.add(entry.partition(), entry.key(), entry.value()));
    return backlog.hold();
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
                "--idleness-seconds=" + JobPath.IDLENESS.toSeconds(),
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
  private Measurement time(WindowsSeen seen, Prepared prepared) {
    Meter meter = Meter.start(flink.taskManagerPids(), kafka.pids());
    backlog.release();
    seen.await(prepared.until(), () -> meter.seconds() < PATIENCE.toSeconds());
    Measurement measurement = meter.stop(prepared.calls());
    Answers.checkReports("cluster", seen.windows(), all, prepared.openNs());
    return measurement;
  }
}
