package dev.ringside.bench.flink;

import dev.ringside.flink.config.FlinkSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A JobManager and one TaskManager in this JVM; one job at a time. */
public final class MiniFlink implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final MiniCluster cluster;

  private MiniFlink(MiniCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * @param folder for what Flink unpacks, and for checkpoints
   */
  public static MiniFlink start(Path folder, int slots) throws Exception {
    Configuration flink = FlinkSettings.embeddedCluster(0);
    flink.set(CoreOptions.TMP_DIRS, folder.toString());
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
    flink.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.resolve("checkpoints").toUri().toString());
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(flink)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .withRandomPorts()
                .build());
    cluster.start();
    return new MiniFlink(cluster);
  }

  /** Submits the graph built in {@code env} and returns when all its tasks run. */
  public JobID run(StreamExecutionEnvironment env) throws InterruptedException {
    JobID job = get(cluster.submitJob(env.getStreamGraph().getJobGraph())).getJobID();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!allTasksRun(job)) {
      requireAlive(job);
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the job does not start");
      }
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    }
    return job;
  }

  private boolean allTasksRun(JobID job) throws InterruptedException {
    if (get(cluster.getJobStatus(job)) != JobStatus.RUNNING) {
      return false;
    }
    AccessExecutionGraph graph = get(cluster.getExecutionGraph(job));
    for (AccessExecutionVertex task : graph.getAllExecutionVertices()) {
      if (task.getExecutionState() != ExecutionState.RUNNING) {
        return false;
      }
    }
    return true;
  }

  /** True until the job has ended, well or not. */
  public boolean isAlive(JobID job) throws InterruptedException {
    return !get(cluster.getJobStatus(job)).isGloballyTerminalState();
  }

  /**
   * @throws IllegalStateException with the cause, if the job has failed
   */
  public void requireAlive(JobID job) throws InterruptedException {
    if (get(cluster.getJobStatus(job)) == JobStatus.FAILED) {
      Optional<Throwable> cause =
          get(cluster.requestJobResult(job)).getSerializedThrowable().map(failure -> failure);
      throw new IllegalStateException("the job failed", cause.orElse(null));
    }
  }

  /** Takes a checkpoint now; returns the bytes of state in it. */
  public long checkpoint(JobID job) throws InterruptedException {
    String unused = get(cluster.triggerCheckpoint(job));
    CompletedCheckpointStats latest =
        get(cluster.getExecutionGraph(job))
            .getCheckpointStatsSnapshot()
            .getHistory()
            .getLatestCompletedCheckpoint();
    return latest == null ? 0 : latest.getStateSize();
  }

  /** Ends the job and waits until it has gone. */
  public void cancel(JobID job) throws InterruptedException {
    if (isAlive(job)) {
      get(cluster.cancelJob(job));
    }
    awaitEnd(job);
  }

  /** Waits until the job has ended of itself. */
  public void awaitEnd(JobID job) throws InterruptedException {
    get(cluster.requestJobResult(job));
  }

  private static <T> T get(CompletableFuture<T> answer) throws InterruptedException {
    try {
      return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Flink: " + e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("Flink does not answer", e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    try {
      cluster.closeAsync().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // What does not stop dies with the process; main exits explicitly.
    }
  }
}
