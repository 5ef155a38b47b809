package dev.ringside.flink.commmetrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.flink.kafka.Topic;
import dev.ringside.flink.record.KeyedBytes;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.deployment.DeploymentCodec;
import dev.ringside.schemas.report.WindowReportCodec;
import dev.ringside.schemas.topic.Topics;
import dev.ringside.testkit.flink.FlinkProcesses;
import dev.ringside.testkit.kafka.KafkaProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The way it runs in production: the job jar, submitted through REST to a JobManager and two
 * TaskManagers in JVMs of their own, against a broker in another.
 */
class CommMetricsJobJarIT {
  private static final long NOW_NS = 1_795_000_000_000_000_000L;
  private static final int PASSES = 40;
  private static final List<Integer> RANKS = List.of(0, 1);

  private static KafkaProcess kafka;
  private static FlinkProcesses flink;
  private static Topic calls;
  private static Topic deployments;
  private static Topic reports;
  private static String job;

  @BeforeAll
  static void start() {
    String jar = System.getProperty("ringside.job.jar");
    assumeTrue(jar != null, "the job jar exists from the package phase on: mvn verify");
    long begin = System.nanoTime();
    kafka = KafkaProcess.start();
    calls = Topic.create(kafka, Topics.CALLS, 2);
    deployments = Topic.create(kafka, Topics.DEPLOYMENTS, 1);
    reports = Topic.create(kafka, Topics.REPORTS, 1);
    Topic.create(kafka, Topics.FINDINGS, 1);
    Topic.create(kafka, Topics.DEAD_LETTERS, 1);
    long kafkaUp = System.nanoTime();
    flink = FlinkProcesses.start(2, 1);
    long flinkUp = System.nanoTime();
    job = flink.submit(Path.of(jar), flags());
    flink.awaitRunning(job);
    System.out.printf(
        "Kafka process up in %.1f s, Flink's three in %.1f s, job running after %.1f s%n",
        (kafkaUp - begin) / 1e9, (flinkUp - kafkaUp) / 1e9, (System.nanoTime() - flinkUp) / 1e9);
  }

  private static List<String> flags() {
    return List.of(
        "--brokers=" + kafka.bootstrapServers(), "--parallelism=2", "--checkpoint-seconds=1");
  }

  @AfterAll
  static void stop() {
    if (flink != null) {
      flink.close();
    }
    if (kafka != null) {
      kafka.close();
    }
  }

  @Test
  void countsExactlyThoughATaskManagerIsLostHalfWay() {
    deployments.append(
        List.of(
            new KeyedBytes(
                "killed".getBytes(UTF_8),
                DeploymentCodec.encode(ScriptedReplica.deployment("killed")))));
    List<KeyedBytes> batches = interleaved("killed");
    int half = batches.size() / 2;
    calls.append(batches.subList(0, half));
    flink.awaitCheckpoints(job, 2);

    long killed = System.nanoTime();
    flink.killTaskManager(0);
    flink.startTaskManager();
    flink.awaitRestarts(job, 1);
    flink.awaitRunning(job);
    System.out.printf("job running again after %.1f s%n", (System.nanoTime() - killed) / 1e9);
    calls.append(batches.subList(half, batches.size()));

    WindowReport run = awaitRun("killed");
    assertThat(run.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(run.passes().complete()).isEqualTo(PASSES);
    assertThat(run.account().observed())
        .isEqualTo((long) RANKS.size() * PASSES * ScriptedReplica.CALLS_A_PASS);
    assertThat(run.account().duplicate()).isZero();
    assertThat(run.account().balances()).isTrue();
    assertThat(flink.state(job)).isEqualTo("RUNNING");
  }

  private static List<KeyedBytes> interleaved(String deployment) {
    ScriptedReplica replica = new ScriptedReplica("run-1", RANKS, NOW_NS);
    List<List<ScriptedReplica.Record>> byRank =
        RANKS.stream().map(rank -> replica.batches(deployment, rank, PASSES, 5)).toList();
    List<KeyedBytes> batches = new ArrayList<>();
    for (int i = 0; i < byRank.get(0).size(); i++) {
      for (List<ScriptedReplica.Record> rank : byRank) {
        batches.add(new KeyedBytes(rank.get(i).key(), rank.get(i).value()));
      }
    }
    return batches;
  }

  private static WindowReport awaitRun(String deployment) {
    return runOf(deployment, reports.readUntil(seen -> runOf(deployment, seen).isPresent()))
        .orElseThrow();
  }

  private static Optional<WindowReport> runOf(
      String deployment, List<ConsumerRecord<byte[], byte[]>> seen) {
    return seen.stream()
        .map(CommMetricsJobJarIT::decode)
        .filter(report -> report.scope() == Scope.RUN && report.deployment().equals(deployment))
        .findFirst();
  }

  private static WindowReport decode(ConsumerRecord<byte[], byte[]> record) {
    try {
      return WindowReportCodec.decode(record.value());
    } catch (MalformedRecordException e) {
      throw new AssertionError(e);
    }
  }
}
