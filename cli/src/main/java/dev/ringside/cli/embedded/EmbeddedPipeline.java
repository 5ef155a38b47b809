package dev.ringside.cli.embedded;

import dev.ringside.flink.config.FlinkSettings;
import dev.ringside.flink.config.JobSettings;
import dev.ringside.flink.job.Job;
import dev.ringside.testkit.kafka.InVmKafka;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * All of Ringside in this JVM: a Kafka broker, a Flink cluster and the job that runs in production.
 *
 * <p>Broker and cluster start side by side on threads of their own, so that the caller can read its
 * input meanwhile. Everything they write lies in one temporary folder, which {@link #close}
 * removes.
 */
public final class EmbeddedPipeline implements AutoCloseable {

  private static final int SLOTS = 1;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Workspace workspace;
  private final CompletableFuture<InVmKafka> broker;
  private final CompletableFuture<FlinkCluster> cluster;

  private EmbeddedPipeline(
      Workspace workspace,
      CompletableFuture<InVmKafka> broker,
      CompletableFuture<FlinkCluster> cluster) {
    this.workspace = workspace;
    this.broker = broker;
    this.cluster = cluster;
  }

  /** Begins to start broker and cluster, and returns at once. */
  public static EmbeddedPipeline begin() {
    Workspace workspace = Workspace.open();
    return new EmbeddedPipeline(
        workspace,
        onThread("ringside-kafka-start", InVmKafka::start),
        onThread("ringside-flink-start", () -> FlinkCluster.start(workspace.folder(), SLOTS)));
  }

  private static <T> CompletableFuture<T> onThread(String name, Callable<T> start) {
    CompletableFuture<T> started = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                started.complete(start.call());
              } catch (Exception | LinkageError e) {
                started.completeExceptionally(e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return started;
  }

  /** Where the broker is, once it serves. */
  public String brokers() throws InterruptedException {
    return await(broker).bootstrapServers();
  }

  /**
   * Submits the production graph; the topics must be there. It is not restarted when it fails:
   * whoever waits for its report is told at once.
   *
   * @param settings its brokers are this pipeline's
   */
  public void run(JobSettings settings) throws InterruptedException {
    StreamExecutionEnvironment env =
        Job.COMM_METRICS.defined(
            FlinkSettings.failingFast(FlinkSettings.job(settings)), settings);
    await(cluster).submit(env.getStreamGraph().getJobGraph());
  }

  /**
   * @throws IllegalStateException if the job has ended; its cause says why
   */
  public void requireRunning() {
    if (cluster.isDone()) {
      Optional<Throwable> failure = cluster.join().failure();
      if (failure.isPresent()) {
        throw new IllegalStateException("the Flink job ended", failure.get());
      }
    }
  }

  private static <T> T await(CompletableFuture<T> started) throws InterruptedException {
    try {
      return started.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the embedded pipeline did not start", e.getCause());
    }
  }

  /** Stops what has started, waiting for what is about to, and removes all temporary files. */
  @Override
  public void close() {
    CompletableFuture<Void> flink = stopped(cluster, FlinkCluster::close);
    CompletableFuture<Void> kafka = stopped(broker, InVmKafka::close);
    try {
      CompletableFuture.allOf(flink, kafka).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // What does not stop dies with the process; main exits explicitly.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    workspace.close();
  }

  private static <T> CompletableFuture<Void> stopped(CompletableFuture<T> part, Consumer<T> close) {
    return part.thenAcceptAsync(close).exceptionally(failure -> null);
  }
}
