package dev.ringside.flink.commmetrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.flink.config.FlinkSettings;
import dev.ringside.flink.config.JobSettings;
import dev.ringside.flink.config.WindowSettings;
import dev.ringside.flink.job.Job;
import dev.ringside.flink.kafka.KafkaEnds;
import dev.ringside.flink.time.TimeSettings;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.deadletter.DeadLetter;
import dev.ringside.schemas.deployment.DeploymentCodec;
import dev.ringside.schemas.report.WindowReportCodec;
import dev.ringside.schemas.topic.Topics;
import dev.ringside.testkit.kafka.InVmKafka;
import dev.ringside.testkit.process.ScratchFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The job on a MiniCluster between topics of a broker in this JVM. */
final class JobUnderTest implements AutoCloseable {

  static final int PARTITIONS = 2;
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Backend backend;
  private final TimeSettings time;
  private final ScratchFolder folder = ScratchFolder.create("ringside-job-");
  private final InVmKafka kafka;
  private final MiniCluster cluster;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<WindowReport> reports = new CopyOnWriteArrayList<>();
  private final List<String> forgotten = new CopyOnWriteArrayList<>();
  private final List<ConsumerRecord<byte[], byte[]>> letters = new CopyOnWriteArrayList<>();
  private final Thread reader;
  private volatile boolean closed;
  private BiFunction<Configuration, JobSettings, StreamExecutionEnvironment> definition =
      Job.COMM_METRICS::defined;
  private JobID job;

  private JobUnderTest(Backend backend, TimeSettings time) throws Exception {
    this.backend = backend;
    this.time = time;
    this.kafka = InVmKafka.start();
    for (String topic :
        List.of(
            Topics.CALLS,
            Topics.DEPLOYMENTS,
            Topics.REPORTS,
            Topics.FINDINGS,
            Topics.DEAD_LETTERS)) {
      kafka.createTopic(topic, PARTITIONS, Map.of("retention.ms", "-1"));
    }
    this.cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(clusterSettings())
                .setNumTaskManagers(PARTITIONS)
                .setNumSlotsPerTaskManager(1)
                .withRandomPorts()
                .build());
    cluster.start();
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    this.reader = new Thread(this::read, "reports");
    reader.start();
  }

  /** The job as it runs in production, but for its first failure, which ends it. */
  static JobUnderTest start() throws Exception {
    JobUnderTest started = new JobUnderTest(Backend.HASHMAP, TimeSettings.DEFAULT);
    started.submit(PARTITIONS, "none", Optional.empty());
    return started;
  }

  /** The same, with {@link LateCallsSeen}. */
  static JobUnderTest startShowingLateCalls(TimeSettings time) throws Exception {
    JobUnderTest started = new JobUnderTest(Backend.HASHMAP, time);
    started.definition = JobUnderTest::showingLateCalls;
    started.submit(PARTITIONS, "none", Optional.empty());
    return started;
  }

  /** The job on its feet again 100 ms after a failure, with a checkpoint every half second. */
  static JobUnderTest startResilient(Backend backend, int parallelism) throws Exception {
    JobUnderTest started = new JobUnderTest(backend, TimeSettings.DEFAULT);
    started.submit(parallelism, "fixed-delay", Optional.empty());
    return started;
  }

  /** Kafka and a cluster without the job, which {@link #startFrom} starts. */
  static JobUnderTest prepare(Backend backend, TimeSettings time) throws Exception {
    return new JobUnderTest(backend, time);
  }

  /** The job from a savepoint, or afresh; its first failure ends it. */
  void startFrom(Optional<String> savepoint) throws Exception {
    submit(PARTITIONS, "none", savepoint);
  }

  private Configuration clusterSettings() {
    Configuration flink = FlinkSettings.embeddedCluster(0);
    flink.set(CoreOptions.TMP_DIRS, folder.path().toString());
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(16));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(16));
    flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(8));
    return flink;
  }

  private void submit(int parallelism, String restart, Optional<String> state) throws Exception {
    JobSettings settings =
        new JobSettings(
            kafka.bootstrapServers(),
            "test",
            time,
            WindowSettings.DEFAULT,
            parallelism,
            Duration.ofMillis(500),
            Map.of());
    Configuration flink = FlinkSettings.job(settings);
    flink.set(StateBackendOptions.STATE_BACKEND, backend.type());
    flink.set(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, Duration.ZERO);
    flink.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.path().resolve("checkpoints").toUri().toString());
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, restart);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 20);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
    JobGraph graph = definition.apply(flink, settings).getStreamGraph().getJobGraph();
    state.ifPresent(
        path -> graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(path)));
    job = cluster.submitJob(graph).get().getJobID();
    await().atMost(PATIENCE).until(() -> status() == JobStatus.RUNNING);
  }

  /** The registry's graph has no reader of the late calls' side output; this one has. */
  private static StreamExecutionEnvironment showingLateCalls(
      Configuration flink, JobSettings settings) {
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(flink);
    KafkaEnds ends = new KafkaEnds(settings.brokers(), settings.group(), settings.client());
    CommMetricsJob.define(env, ends, settings)
        .getSideOutput(HostedLateCalls.LATE)
        .sinkTo(new LateCallsSeen())
        .uid("late-calls");
    return env;
  }

  private void read() {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", kafka.bootstrapServers());
    properties.put("group.id", "reader");
    properties.put("auto.offset.reset", "earliest");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(Topics.REPORTS, Topics.DEAD_LETTERS));
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          if (record.topic().equals(Topics.REPORTS) && record.value() == null) {
            forgotten.add(new String(record.key(), UTF_8));
          } else if (record.topic().equals(Topics.REPORTS)) {
            reports.add(WindowReportCodec.decode(record.value()));
          } else {
            letters.add(record);
          }
        }
      }
    } catch (MalformedRecordException e) {
      throw new IllegalStateException(e);
    }
  }

  void deploy(Deployment deployment) throws Exception {
    producer
        .send(
            new ProducerRecord<>(
                Topics.DEPLOYMENTS,
                deployment.name().getBytes(UTF_8),
                DeploymentCodec.encode(deployment)))
        .get();
  }

  /** With {@code timesMs} as the records' own times, as they lie in Kafka. */
  void publish(List<ScriptedReplica.Record> records, List<Long> timesMs) throws Exception {
    for (int i = 0; i < records.size(); i++) {
      ScriptedReplica.Record record = records.get(i);
      producer
          .send(
              new ProducerRecord<>(
                  Topics.CALLS, null, timesMs.get(i), record.key(), record.value()))
          .get();
    }
  }

  /** A record of the deployments topic, whatever its bytes. */
  void deploy(String key, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(Topics.DEPLOYMENTS, key.getBytes(UTF_8), value)).get();
  }

  /** A record of calls that is small only on its way. */
  void publishCompressed(byte[] key, byte[] value) throws Exception {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "compression.type",
            "zstd",
            "max.request.size",
            100_000_000,
            "buffer.memory",
            100_000_000L);
    try (KafkaProducer<byte[], byte[]> large =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      large.send(new ProducerRecord<>(Topics.CALLS, key, value)).get();
    }
  }

  void publish(List<ScriptedReplica.Record> records) throws Exception {
    for (ScriptedReplica.Record record : records) {
      producer.send(new ProducerRecord<>(Topics.CALLS, record.key(), record.value())).get();
    }
  }

  WindowReport awaitRun(String deployment, String runId) {
    return awaitReport(
        report ->
            report.scope() == Scope.RUN
                && report.deployment().equals(deployment)
                && report.runId().equals(runId));
  }

  WindowReport awaitReport(Predicate<WindowReport> wanted) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> {
              requireNotFailed();
              return reports.stream().filter(wanted).findFirst();
            },
            Optional::isPresent)
        .orElseThrow();
  }

  /** Nothing comes from a job that has failed; its reason is told at once. */
  private void requireNotFailed() throws Exception {
    if (status() == JobStatus.FAILED) {
      throw new IllegalStateException(
          "the job has failed",
          cluster.requestJobResult(job).get().getSerializedThrowable().orElse(null));
    }
  }

  List<WindowReport> windowsOf(String deployment) {
    return reportsOf(deployment).stream().filter(report -> report.scope() == Scope.WINDOW).toList();
  }

  List<WindowReport> reportsOf(String deployment) {
    return reports.stream().filter(report -> report.deployment().equals(deployment)).toList();
  }

  List<String> deadLetterReasons() {
    await().atMost(PATIENCE).until(() -> letters.size() >= 2);
    return deadLetterReasonsSoFar();
  }

  List<String> deadLetterReasonsSoFar() {
    return letters.stream()
        .map(letter -> new String(letter.headers().lastHeader("reason").value(), UTF_8))
        .toList();
  }

  /** The dead letters that are wanted, as soon as there are so many. */
  List<DeadLetter> awaitLetters(Predicate<DeadLetter> wanted, int number) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> letters.stream().map(JobUnderTest::letter).filter(wanted).toList(),
            found -> found.size() >= number);
  }

  private static DeadLetter letter(ConsumerRecord<byte[], byte[]> record) {
    return new DeadLetter(
        header(record, DeadLetter.REASON),
        header(record, DeadLetter.TOPIC),
        Integer.parseInt(header(record, DeadLetter.PARTITION)),
        Long.parseLong(header(record, DeadLetter.OFFSET)),
        header(record, DeadLetter.DETAIL),
        record.value());
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  List<byte[]> deadLetterPayloads() {
    return new ArrayList<>(letters.stream().map(ConsumerRecord::value).toList());
  }

  /** Returns once the reports with this key are deleted. */
  void awaitForgotten(String key) {
    await().atMost(PATIENCE).until(() -> forgotten.contains(key));
  }

  JobStatus status() throws Exception {
    return cluster.getJobStatus(job).get();
  }

  /** Takes a checkpoint as soon as all tasks run; returns where it lies. */
  private String checkpoint() {
    return await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> cluster.triggerCheckpoint(job).get(), path -> path != null);
  }

  /** Returns when a checkpoint that began after this call is complete. */
  void awaitCheckpoint() throws Exception {
    checkpoint();
  }

  /** A task manager is lost, and another takes its place. */
  void loseTaskManager(int index) throws Exception {
    cluster.terminateTaskManager(index).get();
    cluster.startTaskManager();
    await().atMost(PATIENCE).until(() -> status() != JobStatus.RUNNING || restored() > 0);
    await().atMost(PATIENCE).until(() -> status() == JobStatus.RUNNING && restored() > 0);
  }

  private long restored() throws Exception {
    return cluster
        .getExecutionGraph(job)
        .get()
        .getCheckpointStatsSnapshot()
        .getCounts()
        .getNumberOfRestoredCheckpoints();
  }

  /** Stopped with a savepoint, and started from it with another parallelism. */
  void rescaleBySavepoint(int parallelism) throws Exception {
    submit(parallelism, "fixed-delay", Optional.of(stopWithSavepoint()));
  }

  /** Stopped with a savepoint in the format of all backends; returns where it lies. */
  String stopWithSavepoint() throws Exception {
    String target = folder.path().resolve("savepoints").toUri().toString();
    String savepoint =
        cluster.stopWithSavepoint(job, target, false, SavepointFormatType.CANONICAL).get();
    await().atMost(PATIENCE).until(() -> status().isGloballyTerminalState());
    return savepoint;
  }

  /** Cancelled, and started from the checkpoint that was retained, with another parallelism. */
  void rescaleByCheckpoint(int parallelism) throws Exception {
    String checkpoint = checkpoint();
    cancel();
    submit(parallelism, "fixed-delay", Optional.of(checkpoint));
  }

  private void cancel() throws Exception {
    cluster.cancelJob(job).get();
    await().atMost(PATIENCE).until(() -> status().isGloballyTerminalState());
  }

  @Override
  public void close() throws Exception {
    closed = true;
    reader.join();
    producer.close();
    try {
      cancel();
    } catch (ExecutionException e) {
      // A job that ended by itself cannot be cancelled; its test has told why.
    }
    cluster.close();
    kafka.close();
    folder.close();
  }
}
