package dev.ringside.flink.commmetrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.flink.config.FlinkSettings;
import dev.ringside.flink.config.JobSettings;
import dev.ringside.flink.config.WindowSettings;
import dev.ringside.flink.kafka.KafkaEnds;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.deployment.DeploymentCodec;
import dev.ringside.schemas.report.WindowReportCodec;
import dev.ringside.schemas.topic.Topics;
import dev.ringside.testkit.kafka.InVmKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The job on a MiniCluster between topics of a broker in this JVM. */
final class JobUnderTest implements AutoCloseable {

  private static final int PARTITIONS = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final InVmKafka kafka;
  private final JobClient job;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<WindowReport> reports = new CopyOnWriteArrayList<>();
  private final List<ConsumerRecord<byte[], byte[]>> letters = new CopyOnWriteArrayList<>();
  private final Thread reader;
  private volatile boolean closed;

  private JobUnderTest(InVmKafka kafka, JobClient job) {
    this.kafka = kafka;
    this.job = job;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    this.reader = new Thread(this::read, "reports");
    reader.start();
  }

  static JobUnderTest start() throws Exception {
    InVmKafka kafka = InVmKafka.start();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(Topics.CALLS, Topics.DEPLOYMENTS, Topics.REPORTS, Topics.DEAD_LETTERS)
                  .stream()
                  .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1))
                  .toList())
          .all()
          .get();
    }
    Configuration flink = FlinkSettings.embeddedCluster(0);
    flink.addAll(
        FlinkSettings.failingFast(FlinkSettings.job(JobSettings.of(kafka.bootstrapServers()))));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(PARTITIONS, flink);
    KafkaEnds ends = new KafkaEnds(kafka.bootstrapServers(), "test", Map.of());
    CommMetricsJob.define(
        env,
        new CommMetricsJob.Sources(ends.calls(), ends.deployments()),
        new CommMetricsJob.Sinks(ends.reports(), ends.deadLetters(), new DiscardingSink<>()),
        WindowSettings.DEFAULT);
    return new JobUnderTest(kafka, env.executeAsync("test"));
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
          if (record.topic().equals(Topics.REPORTS)) {
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

  void publish(List<ScriptedReplica.Record> records) throws Exception {
    for (ScriptedReplica.Record record : records) {
      producer.send(new ProducerRecord<>(Topics.CALLS, record.key(), record.value())).get();
    }
  }

  WindowReport awaitRun(String deployment, String runId) {
    return await()
        .atMost(PATIENCE)
        .until(() -> runOf(deployment, runId), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<WindowReport> runOf(String deployment, String runId) {
    return reports.stream()
        .filter(report -> report.scope() == Scope.RUN)
        .filter(report -> report.deployment().equals(deployment) && report.runId().equals(runId))
        .findFirst();
  }

  List<WindowReport> windowsOf(String deployment) {
    return reports.stream()
        .filter(report -> report.scope() == Scope.WINDOW && report.deployment().equals(deployment))
        .toList();
  }

  List<String> deadLetterReasons() {
    await().atMost(PATIENCE).until(() -> letters.size() >= 2);
    return letters.stream()
        .map(letter -> new String(letter.headers().lastHeader("reason").value(), UTF_8))
        .toList();
  }

  List<byte[]> deadLetterPayloads() {
    return new ArrayList<>(letters.stream().map(ConsumerRecord::value).toList());
  }

  JobStatus status() throws Exception {
    return job.getJobStatus().get();
  }

  @Override
  public void close() throws Exception {
    closed = true;
    reader.join();
    producer.close();
    job.cancel().get();
    kafka.close();
  }
}
