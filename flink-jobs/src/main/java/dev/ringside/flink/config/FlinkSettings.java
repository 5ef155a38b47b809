package dev.ringside.flink.config;

import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/** The one place that knows Flink's keys. */
public final class FlinkSettings {
  /**
   * Divides evenly by every parallelism from 1 to 6, and 8, 9, 10, 12 ...; fixed for the life of
   * the state.
   */
  public static final int MAX_PARALLELISM = 720;

  private static final int TOLERABLE_CHECKPOINT_FAILURES = 3;
  private static final Duration ALIGNED_TIMEOUT = Duration.ofSeconds(10);

  private FlinkSettings() {}

  /**
   * Settings of the job, the same wherever it runs: no Kryo, every operator named, objects reused,
   * and checkpoints that outlive a cancelled job.
   */
  public static Configuration job(JobSettings settings) {
    Configuration job = new Configuration();
    job.set(PipelineOptions.GENERIC_TYPES, false);
    job.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    job.set(PipelineOptions.OBJECT_REUSE, true);
    job.set(PipelineOptions.MAX_PARALLELISM, MAX_PARALLELISM);
    if (settings.parallelism() > 0) {
      job.set(CoreOptions.DEFAULT_PARALLELISM, settings.parallelism());
    }
    checkpoints(job, settings.checkpointInterval());
    return job;
  }

  private static void checkpoints(Configuration job, Duration interval) {
    job.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
    job.set(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, interval.dividedBy(2));
    job.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, TOLERABLE_CHECKPOINT_FAILURES);
    job.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    job.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
    job.set(CheckpointingOptions.ALIGNED_CHECKPOINT_TIMEOUT, ALIGNED_TIMEOUT);
  }

  /**
   * Settings of a cluster inside one JVM: loopback only, small buffers, and a lost task manager
   * noticed in seconds instead of most of a minute.
   *
   * @param restPort 0 for any free one
   */
  public static Configuration embeddedCluster(int restPort) {
    Configuration cluster = new Configuration();
    cluster.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    cluster.set(RestOptions.ADDRESS, "127.0.0.1");
    cluster.set(RestOptions.BIND_PORT, Integer.toString(restPort));
    cluster.set(JobManagerOptions.ADDRESS, "127.0.0.1");
    cluster.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(500));
    cluster.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofSeconds(3));
    cluster.set(TaskManagerOptions.BUFFER_DEBLOAT_ENABLED, true);
    return cluster;
  }

  /**
   * Adds that a failure ends the job: in a test an error must show, not turn into an endless loop.
   */
  public static Configuration failingFast(Configuration job) {
    job.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    return job;
  }
}
