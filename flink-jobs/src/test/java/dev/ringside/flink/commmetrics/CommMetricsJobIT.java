package dev.ringside.flink.commmetrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.schemas.deadletter.DeadLetter;
import dev.ringside.schemas.topic.RecordKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The production graph between a real Kafka and a MiniCluster. */
class CommMetricsJobIT {

  private static final long NOW_NS = 1_795_000_000_000_000_000L;
  private static JobUnderTest job;

  @BeforeAll
  static void start() throws Exception {
    job = JobUnderTest.start();
  }

  @AfterAll
  static void stop() throws Exception {
    job.close();
  }

  @Test
  void aReplayOfTwoRanksMatchesAndItsBooksBalance() throws Exception {
    job.deploy(ScriptedReplica.deployment("clean"));
    publishInterleaved("clean", "run-1", List.of(0, 1), 250);

    WindowReport run = job.awaitRun("clean", "run-1");

    assertThat(run.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(run.coverage()).isEqualTo(1.0);
    assertThat(run.passes().prefill()).isEqualTo(1);
    assertThat(run.passes().decode()).isEqualTo(249);
    assertThat(run.passes().incomplete()).isZero();
    assertThat(run.account().observed()).isEqualTo(2 * 250 * ScriptedReplica.CALLS_A_PASS);
    assertThat(run.account().windowed()).isEqualTo(run.account().observed());
    assertThat(run.account().balances()).isTrue();
    assertThat(run.rows()).allMatch(row -> row.verdict() == Verdict.MATCH);

    List<WindowReport> windows = job.windowsOf("clean");
    assertThat(windows).hasSizeGreaterThan(2);
    assertThat(windows.stream().mapToLong(w -> w.passes().complete()).sum()).isEqualTo(250);
    assertThat(windows).allMatch(window -> window.account().balances());
    assertThat(run.totals().account()).isEqualTo(run.account());
    assertThat(run.totals().series().stream().mapToLong(s -> s.calls()).sum())
        .isEqualTo(run.account().windowed());
    assertThat(run.totals().series())
        .allSatisfy(
            series ->
                assertThat(series.calls()).isEqualTo(series.expected().orElseThrow().calls()));
  }

  @Test
  void batchesWaitForTheDeploymentTheyName() throws Exception {
    publishInterleaved("tardy", "run-1", List.of(0, 1), 5);
    job.awaitCheckpoint();
    job.deploy(ScriptedReplica.deployment("tardy"));

    WindowReport run = job.awaitRun("tardy", "run-1");

    assertThat(run.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(run.account().balances()).isTrue();
  }

  @Test
  void duplicatesAreDroppedAndCounted() throws Exception {
    job.deploy(ScriptedReplica.deployment("twice"));
    ScriptedReplica replica = new ScriptedReplica("run-1", List.of(0, 1), NOW_NS);
    List<ScriptedReplica.Record> zero = replica.batches("twice", 0, 10, 5);
    List<ScriptedReplica.Record> one = replica.batches("twice", 1, 10, 5);
    job.publish(List.of(zero.get(0), zero.get(0), one.get(0), zero.get(1)));
    job.publish(List.of(one.get(0), one.get(1)));

    WindowReport run = job.awaitRun("twice", "run-1");

    assertThat(run.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(run.account().duplicate()).isEqualTo(2 * 5 * ScriptedReplica.CALLS_A_PASS);
    assertThat(run.account().balances()).isTrue();
  }

  @Test
  void poisonGoesToDeadLettersAndTheJobKeepsRunning() throws Exception {
    job.deploy(ScriptedReplica.deployment("poisoned"));
    ScriptedReplica replica = new ScriptedReplica("run-1", List.of(0, 1), NOW_NS);
    List<ScriptedReplica.Record> zero = replica.batches("poisoned", 0, 10, 5);
    List<ScriptedReplica.Record> one = replica.batches("poisoned", 1, 10, 5);
    byte[] garbage = "not a batch".getBytes(UTF_8);
    job.publish(List.of(zero.get(0), new ScriptedReplica.Record(zero.get(0).key(), garbage)));
    job.publish(
        List.of(
            new ScriptedReplica.Record(
                new RecordKey("poisoned", 0, 1).bytes(), zero.get(0).value())));
    job.publish(List.of(one.get(0), zero.get(1), one.get(1)));

    WindowReport run = job.awaitRun("poisoned", "run-1");

    assertThat(run.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(run.account().deadLetteredRecords()).isEqualTo(2);
    assertThat(run.account().balances()).isTrue();
    assertThat(job.deadLetterReasons()).contains("not_single_object", DeadLetter.KEY_MISMATCH);
    assertThat(job.deadLetterPayloads()).contains(garbage);
    assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void aMissingRankIsInsufficientNeverOk() throws Exception {
    job.deploy(ScriptedReplica.deployment("half"));
    job.publish(new ScriptedReplica("run-1", List.of(0), NOW_NS).batches("half", 0, 10, 5));

    WindowReport run = job.awaitRun("half", "run-1");

    assertThat(run.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(run.coverage()).isEqualTo(0.5);
    assertThat(run.rows()).isNotEmpty().allMatch(row -> row.verdict() == Verdict.INSUFFICIENT);
    assertThat(run.rows())
        .allMatch(row -> row.absent().equals(List.of(1)))
        .allMatch(row -> row.observedMin() == row.observedMax() && row.observedMax() > 0);
  }

  @Test
  void withoutADeploymentCallsAreCountedUnchecked() throws Exception {
    job.publish(new ScriptedReplica("run-none", List.of(0), NOW_NS).batches("", 0, 10, 5));

    WindowReport run = job.awaitRun("", "run-none");

    assertThat(run.verdict()).isEqualTo(Verdict.UNCHECKED);
    assertThat(run.account().balances()).isTrue();
    ReportRow gathers =
        run.rows().stream()
            .filter(row -> row.collective() == Collective.GATHER)
            .findFirst()
            .orElseThrow();
    assertThat(gathers.observedMax()).isEqualTo(10);
    assertThat(gathers.expectedPerRank()).isEqualTo(ReportRow.UNKNOWN);
  }

  private static void publishInterleaved(
      String deployment, String runId, List<Integer> ranks, int passes) throws Exception {
    ScriptedReplica replica = new ScriptedReplica(runId, ranks, NOW_NS);
    List<List<ScriptedReplica.Record>> byRank =
        ranks.stream().map(rank -> replica.batches(deployment, rank, passes, 5)).toList();
    List<ScriptedReplica.Record> interleaved = new ArrayList<>();
    IntStream.range(0, byRank.get(0).size())
        .forEach(i -> byRank.forEach(records -> interleaved.add(records.get(i))));
    job.publish(interleaved);
  }
}
