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
import org.slf4j.LoggerFactory;

/**
 * All of Ringside in this JVM: a Kafka broker, a Flink cluster and the production job.
 *
 * <p>Broker and cluster start side by side on threads of their own, so that the caller can read its
 * input meanwhile. Both write into one temporary folder, which {@link #close} removes.
 */
public final class EmbeddedPipeline implements AutoCloseable {

  private static final int SLOTS = 1;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Workspace workspace;
  private final CompletableFuture<InVmKafka> broker;
  private final CompletableFuture<FlinkCluster> cluster;
  private boolean used;

  private EmbeddedPipeline(
      Workspace workspace,
      CompletableFuture<InVmKafka> broker,
      CompletableFuture<FlinkCluster> cluster) {
    this.workspace = workspace;
    this.broker = broker;
    this.cluster = cluster;
  }

  /**
   * Begins to start broker and cluster, and returns before they have started.
   *
   * <p>Sets up logging first: SLF4J warns on stderr about every logger that one thread asks for
   * while another one is still setting it up.
   */
  public static EmbeddedPipeline begin() {
    LoggerFactory.getILoggerFactory();
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
              } catch (Throwable e) { // such as a heap that is too small
                started.completeExceptionally(e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return started;
  }

  /** The broker's address; waits until it serves. */
  public String brokers() throws InterruptedException {
    used = true;
    return await(broker).bootstrapServers();
  }

  /**
   * Submits the production graph; the topics must exist. A job that fails is not restarted, so that
   * {@link #requireRunning} reports the failure.
   *
   * @param settings with the brokers of this pipeline
   */
  public void run(JobSettings settings) throws InterruptedException {
    StreamExecutionEnvironment env =
        Job.COMM_METRICS.defined(FlinkSettings.failingFast(FlinkSettings.job(settings)), settings);
    await(cluster).submit(env.getStreamGraph().getJobGraph());
  }

  /**
   * @throws IllegalStateException if the job has ended, with the reason as its cause
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

  /**
   * Stops broker and cluster and removes all temporary files.
   *
   * <p>Waits for the stop only if the pipeline was used. Otherwise, typically because the input was
   * refused, nothing can be lost: they are stopped in the background as soon as they have started,
   * or die with the process.
   */
  @Override
  public void close() {
    CompletableFuture<Void> stopped =
        CompletableFuture.allOf(
                stopped(cluster, FlinkCluster::close), stopped(broker, InVmKafka::close))
            .thenRun(workspace::delete);
    if (used) {
      await(stopped, PATIENCE);
    }
    workspace.close();
  }

  private static void await(CompletableFuture<Void> stopped, Duration patience) {
    try {
      stopped.get(patience.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // A part that does not stop dies with the process, because main exits explicitly.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> CompletableFuture<Void> stopped(CompletableFuture<T> part, Consumer<T> close) {
    return part.thenAcceptAsync(close).exceptionally(failure -> null);
  }
}
