package dev.ringside.flink.commmetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.flink.commmetrics.ScriptedReplica.Record;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Readers and writers of different releases, through the whole job. */
class SchemaPairsIT {

  private static final int PASSES = 20;
  private static final int BATCHES_A_RANK = PASSES / 5;
  private static final long START_NS = 1_795_000_000_000_000_000L;

  private static JobUnderTest job;

  @BeforeAll
  static void start() throws Exception {
    job = JobUnderTest.start();
  }

  @AfterAll
  static void stop() throws Exception {
    job.close();
  }

  static Stream<Integer> releasedVersions() {
    return WrittenBy.releasedVersions();
  }

  @ParameterizedTest
  @MethodSource("releasedVersions")
  void whatAnyReleaseWroteIsReadAsIfItWereNew(int version) throws Exception {
    String old = "old-" + version;
    job.deploy(ScriptedReplica.deployment(old));
    job.publish(inTurn(old).stream().map(one -> WrittenBy.release(version, one)).toList());

    WindowReport run = job.awaitRun(old, "run-1");

    assertThat(run.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(run.account().windowed()).isEqualTo(2L * PASSES * ScriptedReplica.CALLS_A_PASS);
    assertThat(run.account().deadLetteredRecords()).isZero();
    assertThat(run.account().balances()).isTrue();
  }

  /** Readers are upgraded first; where an operator did not, it shows, and costs nobody else. */
  @Test
  void aBatchOfANewerReleaseIsADeadLetterAndNothingElseIsLost() throws Exception {
    job.deploy(ScriptedReplica.deployment("newer"));
    job.deploy(ScriptedReplica.deployment("neighbour"));
    List<Record> newer = new ArrayList<>(inTurn("newer"));
    byte[] unreadable = WrittenBy.aNewerRelease(newer.get(2)).value();
    newer.set(2, new Record(newer.get(2).key(), unreadable));
    List<Record> neighbour = inTurn("neighbour");
    for (int i = 0; i < newer.size(); i++) {
      job.publish(List.of(newer.get(i), neighbour.get(i)));
    }

    WindowReport run = job.awaitRun("newer", "run-1");
    assertThat(run.account().deadLetteredRecords()).isOne();
    assertThat(run.account().observed())
        .isEqualTo((2L * PASSES - 5) * ScriptedReplica.CALLS_A_PASS);
    assertThat(run.account().balances()).isTrue();
    assertThat(run.coverage()).isEqualTo(0.5);
    assertThat(run.verdict()).isEqualTo(Verdict.INSUFFICIENT);

    WindowReport beside = job.awaitRun("neighbour", "run-1");
    assertThat(beside.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(beside.account().deadLetteredRecords()).isZero();
    assertThat(beside.account().windowed()).isEqualTo(2L * PASSES * ScriptedReplica.CALLS_A_PASS);

    await().atMost(JobUnderTest.PATIENCE).until(() -> !job.deadLetterPayloads().isEmpty());
    assertThat(job.deadLetterPayloads()).containsExactly(unreadable);
    assertThat(job.deadLetterReasonsSoFar()).containsExactly("unknown_schema");
    assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
  }

  private static List<Record> inTurn(String deployment) {
    ScriptedReplica replica = new ScriptedReplica("run-1", List.of(0, 1), START_NS);
    List<Record> zero = replica.batches(deployment, 0, PASSES, 5);
    List<Record> one = replica.batches(deployment, 1, PASSES, 5);
    assertThat(zero).hasSize(BATCHES_A_RANK);
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < zero.size(); i++) {
      records.addAll(List.of(zero.get(i), one.get(i)));
    }
    return records;
  }
}
