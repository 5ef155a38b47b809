package dev.ringside.flink.commmetrics;

import static dev.ringside.flink.commmetrics.SlicedReplica.CALLS_A_PASS;
import static dev.ringside.flink.commmetrics.SlicedReplica.START_NS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.BatchOrigin;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.core.stream.SyntheticAgent;
import dev.ringside.schemas.deadletter.DeadLetter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The stage fails on a batch, before it took the batch or after all of it went into state: the job
 * goes on, every call is in the account, and the run is never called a match.
 */
@ParameterizedClass
@EnumSource(Backend.class)
class InternalErrorTest {

  private static final int PASSES = 40;
  private static final int FAILS_AT = 12;

  @Parameter Backend backend;
  private ReplicaOperator operator;

  @BeforeEach
  void open() throws Exception {
    operator = ReplicaOperator.opened(backend);
  }

  @AfterEach
  void close() throws Exception {
    operator.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {ReplicaOperator.FAILS_EARLY, ReplicaOperator.FAILS_LATE})
  void everyCallOfALiveReplicaIsInItsAccount(String how) throws Exception {
    SyntheticAgent agent = SyntheticAgent.live(SlicedReplica.played("live", PASSES, 0), "run");
    operator.deploy(agent.played().deployment());

    send(agent, how);
    operator.readUpTo(START_NS + 200 * SlicedReplica.SECOND_NS);

    assertThat(operator.letters()).hasSize(1);
    DeadLetter letter = operator.letters().get(0);
    assertThat(letter.reason()).isEqualTo(DeadLetter.INTERNAL_ERROR);
    assertThat(letter.detail()).contains(how).contains("ReplicaOperator");
    Account account = last().totals().account();
    assertThat(account.balances()).isTrue();
    assertThat(account.observed()).isEqualTo(2L * PASSES * CALLS_A_PASS);
    assertThat(account.rejected()).containsOnlyKeys("internal_error");
    assertThat(account.deadLetteredRecords()).isEqualTo(1);
    assertThat(account.windowed()).as("before and after").isGreaterThan(PASSES * CALLS_A_PASS);
    assertThat(operator.reports())
        .filteredOn(report -> report.verdict() == Verdict.MATCH)
        .as("windows without the failure")
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {ReplicaOperator.FAILS_EARLY, ReplicaOperator.FAILS_LATE})
  void aDeclaredRunIsInsufficientAndABystanderMatches(String how) throws Exception {
    SyntheticAgent agent = SyntheticAgent.replaying(SlicedReplica.played("hit", PASSES, 0), "run");
    SyntheticAgent other = SyntheticAgent.replaying(SlicedReplica.played("other", 20, 0), "run");
    operator.deploy(agent.played().deployment());
    operator.deploy(other.played().deployment());
    for (CallBatch batch : other.batches(0, CALLS_A_PASS)) {
      operator.receive(batch);
    }

    send(agent, how);
    for (CallBatch batch : other.batches(1, CALLS_A_PASS)) {
      operator.receive(batch);
    }

    WindowReport run = runOf("hit");
    assertThat(run.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(run.account().balances()).isTrue();
    assertThat(run.account().deadLetteredRecords()).isEqualTo(1);
    assertThat(run.account().rejected()).containsOnlyKeys("internal_error");
    assertThat(run.totals().account().observed()).isEqualTo(2L * PASSES * CALLS_A_PASS);
    assertThat(runOf("other").verdict()).isEqualTo(Verdict.MATCH);
    assertThat(runOf("other").account()).isEqualTo(Account.windowed(2L * 20 * CALLS_A_PASS));
  }

  /** Both ranks in turn; the stage fails on one batch of rank 0. */
  private void send(SyntheticAgent agent, String how) throws Exception {
    Map<Integer, List<CallBatch>> batches =
        Map.of(0, agent.batches(0, CALLS_A_PASS), 1, agent.batches(1, CALLS_A_PASS));
    for (int number = 0; number < PASSES; number++) {
      CallBatch first = batches.get(0).get(number);
      operator.receive(number == FAILS_AT ? onHost(how, first) : first);
      operator.receive(batches.get(1).get(number));
    }
  }

  private static CallBatch onHost(String host, CallBatch batch) {
    BatchHeader of = batch.header();
    BatchOrigin origin =
        new BatchOrigin(
            of.deployment(), of.replica(), of.rank(), of.agent(), of.runId(), host, of.runRanks());
    return new CallBatch(
        new BatchHeader(origin, of.units(), of.batchSequence(), of.endOfStream(), of.contents()),
        batch.signatures(),
        batch.calls());
  }

  private WindowReport last() throws Exception {
    List<WindowReport> reports = operator.reports();
    return reports.get(reports.size() - 1);
  }

  private WindowReport runOf(String deployment) throws Exception {
    return operator.reports().stream()
        .filter(report -> report.scope() == Scope.RUN && report.deployment().equals(deployment))
        .findFirst()
        .orElseThrow();
  }
}
