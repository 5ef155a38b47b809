package dev.ringside.faults.stream;

import static org.awaitility.Awaitility.await;

import dev.ringside.core.report.WindowReport;
import dev.ringside.faults.traffic.Truth;
import dev.ringside.flink.config.FlinkSettings;
import dev.ringside.flink.config.JobSettings;
import dev.ringside.flink.job.Job;
import dev.ringside.testkit.kafka.InVmKafka;
import dev.ringside.testkit.kafka.KafkaCluster;
import dev.ringside.testkit.process.ScratchFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/**
 * The job as it runs in production, on a MiniCluster between topics of a broker in this JVM. Its
 * first failure ends it, so that a row sees it.
 */
final class EmbeddedJob implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int TASK_MANAGERS = 2;
  private static final int SLOTS_EACH = 2;

  private final ScratchFolder folder = ScratchFolder.create("ringside-faults-");
  private final KafkaCluster kafka;
  private final CallsLog log;
  private final MiniCluster cluster;
  private final ReportsSeen seen;
  private final List<String> flags;
  private JobID job;

  private EmbeddedJob(KafkaCluster kafka, List<String> flags) throws Exception {
    this.kafka = kafka;
    this.flags = flags;
    log = CallsLog.create(kafka);
    this.cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(settings())
                .setNumTaskManagers(TASK_MANAGERS)
                .setNumSlotsPerTaskManager(SLOTS_EACH)
                .withRandomPorts()
                .build());
    cluster.start();
    seen = ReportsSeen.from(kafka.bootstrapServers());
  }

  /**
   * @param flags of the job, beside the brokers
   */
  static EmbeddedJob start(String... flags) throws Exception {
    return startOn(InVmKafka.start(), flags);
  }

  /** The same between the topics of another broker, which is closed with the job. */
  static EmbeddedJob startOn(KafkaCluster kafka, String... flags) throws Exception {
    EmbeddedJob started = new EmbeddedJob(kafka, List.of(flags));
    started.submit(TASK_MANAGERS, Optional.empty());
    return started;
  }

  private Configuration settings() {
    Configuration flink = FlinkSettings.embeddedCluster(0);
    flink.set(CoreOptions.TMP_DIRS, folder.path().toString());
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
    flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(8));
    return flink;
  }

  private void submit(int parallelism, Optional<String> state) throws Exception {
    List<String> all = new ArrayList<>(flags);
    all.add("--brokers=" + kafka.bootstrapServers());
    all.add("--parallelism=" + parallelism);
    all.add("--checkpoint-seconds=1");
    JobSettings settings = JobSettings.parse(all.toArray(String[]::new));
    Configuration flink = FlinkSettings.job(settings);
    flink.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.path().resolve("checkpoints").toUri().toString());
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    JobGraph graph = Job.COMM_METRICS.defined(flink, settings).getStreamGraph().getJobGraph();
    state.ifPresent(
        path -> graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(path)));
    job = cluster.submitJob(graph).get().getJobID();
    await().atMost(PATIENCE).until(() -> status() == JobStatus.RUNNING);
  }

  String brokers() {
    return kafka.bootstrapServers();
  }

  CallsLog log() {
    return log;
  }

  ReportsSeen seen() {
    return seen;
  }

  JobStatus status() throws Exception {
    return cluster.getJobStatus(job).get();
  }

  /**
   * Waits until the last window of the truth is reported, and returns all reports of the
   * deployment.
   */
  List<WindowReport> awaitAll(String deployment, Truth truth, Duration patience) {
    long last = truth.windows().lastKey();
    await()
        .atMost(patience)
        .until(
            () -> {
              requireRunning();
              return seen.of(deployment).stream().anyMatch(report -> report.startNs() >= last);
            });
    return seen.of(deployment);
  }

  private void requireRunning() throws Exception {
    if (status() == JobStatus.FAILED) {
      throw new AssertionError(
          "the job failed",
          cluster.requestJobResult(job).get().getSerializedThrowable().orElse(null));
    }
  }

  /** Stopped with a savepoint, and started from it on so many subtasks. */
  void rescale(int parallelism) throws Exception {
    checkpoint();
    String target = folder.path().resolve("savepoints").toUri().toString();
    String savepoint =
        cluster.stopWithSavepoint(job, target, false, SavepointFormatType.CANONICAL).get();
    await().atMost(PATIENCE).until(() -> status().isGloballyTerminalState());
    submit(parallelism, Optional.of(savepoint));
  }

  /** Takes a checkpoint as soon as all tasks run; returns the bytes of state in it. */
  long checkpoint() throws Exception {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> cluster.triggerCheckpoint(job).get() != null);
    CompletedCheckpointStats latest =
        cluster
            .getExecutionGraph(job)
            .get()
            .getCheckpointStatsSnapshot()
            .getHistory()
            .getLatestCompletedCheckpoint();
    return latest == null ? 0 : latest.getStateSize();
  }

  @Override
  public void close() throws Exception {
    seen.close();
    log.close();
    try {
      cluster.cancelJob(job).get();
    } catch (ExecutionException e) {
      // A job that ended by itself cannot be cancelled; its row has told why.
    }
    cluster.close();
    kafka.close();
    folder.close();
  }
}
