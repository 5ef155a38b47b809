package dev.ringside.cli.replay;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.NoReportException;
import dev.ringside.cli.console.Progress;
import dev.ringside.cli.embedded.EmbeddedPipeline;
import dev.ringside.cli.kafka.RunReports;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Tenant;
import dev.ringside.core.report.DeploymentReport;
import dev.ringside.core.report.WindowReport;
import dev.ringside.describe.deployment.DeploymentFile;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.flink.config.JobSettings;
import dev.ringside.flink.config.WindowSettings;
import dev.ringside.flink.time.TimeSettings;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.ingest.publish.PublishException;
import dev.ringside.ingest.recording.Recording;
import dev.ringside.ingest.replay.ReplayOptions;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One replay from files to reports: reads and checks all input, publishes it, and awaits the report
 * of each recording, which is a run of its own. For one use.
 */
public final class ReplayRun {

  private static final String AGENT = "ringside-replay";
  private static final int EMBEDDED_PARTITIONS = 1;

  /** Partitions of a calls topic that has to be created; they bound how many tasks can read it. */
  public static final int PARTITIONS = 12;

  private static final Duration CHECKPOINTS = Duration.ofSeconds(10);

  private final ReplayRequest request;
  private final RecordingFiles files;
  private final Optional<Deployment> deployment;
  private final Console console;
  private CompletableFuture<List<RecordedInput>> ahead;
  private Publication publication;

  private ReplayRun(
      ReplayRequest request,
      RecordingFiles files,
      Optional<Deployment> deployment,
      Console console) {
    this.request = request;
    this.files = files;
    this.deployment = deployment;
    this.console = console;
  }

  /**
   * Checks what can be checked without reading the recording: in milliseconds.
   *
   * @throws BadDescriptionException with one line, if the deployment file cannot be used
   * @throws UnreadableTraceException with one line, if a path leads nowhere or no file is a
   *     recording
   */
  public static ReplayRun of(ReplayRequest request, Console console)
      throws BadDescriptionException, UnreadableTraceException {
    Optional<Deployment> deployment = Optional.empty();
    if (request.deploymentFile().isPresent()) {
      Deployment described = DeploymentFile.read(request.deploymentFile().get());
      deployment = Optional.of(request.owner().apply(described));
    }
    RecordingFiles files = RecordingFiles.recognise(request.paths(), request.deploymentFile());
    return new ReplayRun(request, files, deployment, console);
  }

  /**
   * Begins to read, and waits for it no longer than {@code atMost}: what is refused within that
   * time is refused before anything has been started for it.
   *
   * @throws UnreadableTraceException with one line, if the recording cannot be used
   */
  public void readAhead(Duration atMost) throws UnreadableTraceException, InterruptedException {
    ahead = new CompletableFuture<>();
    Thread reader = new Thread(this::readForLater, "ringside-read");
    reader.setDaemon(true);
    reader.start();
    try {
      ahead.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // It goes on meanwhile.
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    }
  }

  private void readForLater() {
    try {
      ahead.complete(readAll());
    } catch (Throwable e) { // such as a heap that is too small
      ahead.completeExceptionally(e);
    }
  }

  private static UnreadableTraceException rethrown(Throwable cause) {
    if (cause instanceof UnreadableTraceException unreadable) {
      return unreadable;
    }
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException(cause);
  }

  /**
   * Replays through Kafka and Flink of this process.
   *
   * @param whilePublished called once all calls are published, before the last report is awaited
   * @return a report for each recording, in the order in which they were made
   */
  public List<WindowReport> through(
      EmbeddedPipeline pipeline, WindowSettings windows, BrokersHook whilePublished)
      throws Exception {
    List<RecordedInput> inputs = read();
    String brokers = pipeline.brokers();
    ProducerSettings kafka = ProducerSettings.of(brokers);
    publication(inputs.get(0), inputs, kafka).prepare(EMBEDDED_PARTITIONS);
    pipeline.run(
        new JobSettings(
            brokers, "ringside", TimeSettings.DEFAULT, windows, 1, CHECKPOINTS, Map.of()));
    List<WindowReport> all = new ArrayList<>();
    try (RunReports reports = RunReports.fromNow(brokers, Map.of(), console.clock())) {
      for (RecordedInput input : inputs) {
        publication(input, inputs, kafka).publish();
        if (all.size() == inputs.size() - 1) {
          whilePublished.with(brokers);
        }
        all.add(await(reports, input, pipeline::requireRunning));
      }
    }
    return all;
  }

  /** Something else to do with the embedded brokers. */
  @FunctionalInterface
  public interface BrokersHook {

    BrokersHook NOTHING = brokers -> {};

    void with(String brokers) throws Exception;
  }

  /** Publishes to a Kafka outside this process; returns once all calls are acknowledged. */
  public void publish(ProducerSettings kafka)
      throws UnreadableTraceException, PublishException, InterruptedException {
    List<RecordedInput> inputs = read();
    for (RecordedInput input : inputs) {
      Publication toKafka = publication(input, inputs, kafka);
      toKafka.prepare(PARTITIONS);
      toKafka.publish();
    }
  }

  /** The same, then awaits the reports of the job that reads that Kafka. */
  public List<WindowReport> publishAndAwait(ProducerSettings kafka)
      throws UnreadableTraceException, PublishException, InterruptedException {
    List<WindowReport> all = new ArrayList<>();
    List<RecordedInput> inputs = read();
    for (RecordedInput input : inputs) {
      Publication toKafka = publication(input, inputs, kafka);
      toKafka.prepare(PARTITIONS);
      try (RunReports reports =
          RunReports.fromNow(kafka.brokers(), kafka.additions(), console.clock())) {
        toKafka.publish();
        all.add(await(reports, input, () -> {}));
      }
    }
    return all;
  }

  private List<RecordedInput> read() throws UnreadableTraceException, InterruptedException {
    if (ahead == null) {
      return readAll();
    }
    try {
      return ahead.get();
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    }
  }

  private List<RecordedInput> readAll() throws UnreadableTraceException {
    return RecordedInput.read(files, deployment, request.recording(), console);
  }

  private Publication publication(
      RecordedInput input, List<RecordedInput> all, ProducerSettings kafka) {
    ReplayOptions options =
        new ReplayOptions(
            deployment,
            request.speed(),
            request.originalTime(),
            UUID.randomUUID().toString(),
            AGENT);
    ProducerSettings ours =
        kafka.ownedBy(deployment.map(Deployment::tenant).orElse(Tenant.DEFAULT));
    publication = new Publication(input, options, ours, console, clock(input, all));
    return publication;
  }

  /**
   * Recordings keep their distance at full speed, where each ends now: what is now for an earlier
   * one is as long ago as it ended before the last.
   */
  private InstantSource clock(RecordedInput input, List<RecordedInput> all) {
    Recording last = all.get(all.size() - 1).recording();
    boolean moves = !request.speed().isPaced() && input.recording().calls() > 0 && last.calls() > 0;
    long agoNs = moves ? Math.max(0, last.lastEndNs() - input.recording().lastEndNs()) : 0;
    return () -> console.clock().instant().minusNanos(agoNs);
  }

  private WindowReport await(RunReports reports, RecordedInput input, Runnable check)
      throws InterruptedException {
    try (Progress progress = Progress.of(console, "waiting for the report", "")) {
      List<WindowReport> ofRun =
          reports.await(
              publication.runId(),
              input.replicas(),
              request.timeout(),
              () -> {
                check.run();
                progress.at(0, 0);
              });
      if (ofRun.isEmpty()) {
        throw new NoReportException(
            "no report came within %d s, although %s: check that the job runs on these brokers, or wait longer with --timeout"
                .formatted(request.timeout().toSeconds(), state()));
      }
      return DeploymentReport.of(ofRun).noting(input.remarks());
    }
  }

  /** How much has been published, in words. */
  public String state() {
    return publication == null ? "nothing was published" : publication.state();
  }
}
