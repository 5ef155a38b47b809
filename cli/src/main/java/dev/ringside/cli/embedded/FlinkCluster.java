package dev.ringside.cli.embedded;

import dev.ringside.flink.config.FlinkSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/** A Flink cluster in this JVM for one job: the production graph on one machine. */
final class FlinkCluster implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int ANY_PORT = 0;

  private final MiniCluster cluster;
  private volatile CompletableFuture<JobResult> result = new CompletableFuture<>();

  private FlinkCluster(MiniCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Starts a job manager and a task manager on free loopback ports.
   *
   * @param folder where Flink unpacks its jars and spills
   */
  static FlinkCluster start(Path folder, int slots) throws Exception {
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration(folder))
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .withRandomPorts()
                .build());
    cluster.start();
    return new FlinkCluster(cluster);
  }

  private static Configuration configuration(Path folder) {
    Configuration flink = FlinkSettings.embeddedCluster(ANY_PORT);
    flink.set(CoreOptions.TMP_DIRS, folder.toString());
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
    flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
    flink.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.resolve("checkpoints").toUri().toString());
    return flink;
  }

  /** Submits the job and returns once it is accepted. */
  void submit(JobGraph job) throws InterruptedException {
    try {
      JobID id = cluster.submitJob(job).get().getJobID();
      result = cluster.requestJobResult(id);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Flink refused the job", e.getCause());
    }
  }

  /** Why the job ended; empty while it runs. */
  Optional<Throwable> failure() {
    if (!result.isDone()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          result
              .join()
              .getSerializedThrowable()
              .<Throwable>map(cause -> cause)
              .orElseGet(() -> new IllegalStateException("the job ended")));
    } catch (RuntimeException e) {
      return Optional.of(e);
    }
  }

  @Override
  public void close() {
    try {
      cluster.closeAsync().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // A part that does not stop dies with the process, because main exits explicitly.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
