package dev.ringside.flink.commmetrics;

import static dev.ringside.flink.commmetrics.SlicedReplica.CALLS_A_PASS;
import static dev.ringside.flink.commmetrics.SlicedReplica.START_NS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.books.LateCalls;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.join.RunSnapshot;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.core.stream.RankEvent;
import dev.ringside.core.stream.RankEvent.Heard;
import dev.ringside.core.stream.RankEvent.Poison;
import dev.ringside.core.stream.RankEvent.Repeat;
import dev.ringside.core.stream.RankEvent.Sender;
import dev.ringside.core.stream.RankEvent.Slice;
import dev.ringside.core.stream.RankStream;
import dev.ringside.core.stream.SyntheticAgent;
import dev.ringside.flink.config.WindowSettings;
import dev.ringside.flink.record.KeyedBytes;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.WindowReportCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Windows of 10 s that take corrections for 20 s. A rank is waited for a minute of the broker's
 * time, and the last window is reported five seconds after the last batch.
 */
@ParameterizedClass
@EnumSource(Backend.class)
class ReplicaStageTest {

  private static final long START_MS = START_NS / 1_000_000;
  private static final WindowSettings SETTINGS =
      WindowSettings.DEFAULT.withLateness(Duration.ofSeconds(20));

  @Parameter Backend backend;
  private ReplicaOperator operator;

  @BeforeEach
  void open() throws Exception {
    operator = ReplicaOperator.of(backend, SETTINGS, 1, 0);
    operator.open();
  }

  @AfterEach
  void close() throws Exception {
    operator.close();
  }

  @Test
  void theLastWindowIsReportedWhenNoMoreComes() throws Exception {
    enter(SlicedReplica.live("run", 30, 0).slices(0, 10));

    readUpTo(13.9);
    assertThat(reports()).isEmpty();
    readUpTo(16);

    WindowReport window = onlyReport();
    assertThat(window.scope()).isEqualTo(Scope.WINDOW);
    assertThat(window.startNs()).isEqualTo(START_NS);
    assertThat(window.passes().complete()).isEqualTo(10);
    assertThat(window.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(window.account()).isEqualTo(Account.windowed(2 * 10 * CALLS_A_PASS));
  }

  @Test
  void eachWindowIsReportedOnce() throws Exception {
    enter(SlicedReplica.live("run", 50, 0).slices(0, 50));

    for (int second = 1; second < 120; second++) {
      readUpTo(second);
    }

    assertThat(reports())
        .extracting(w -> w.passes().complete())
        .containsExactly(10L, 10L, 10L, 10L, 10L);
    assertThat(lastReport().totals().account()).isEqualTo(Account.windowed(2 * 50 * CALLS_A_PASS));
  }

  @Test
  void passesThatComeWithinTheLatenessCorrectTheirWindow() throws Exception {
    SlicedReplica replica = SlicedReplica.live("run", 30, 0);
    enter(replica.slices(0, 8));
    readUpTo(14);
    enter(replica.slices(8, 10));
    readUpTo(20);

    assertThat(reports()).extracting(w -> w.passes().complete()).containsExactly(8L, 10L);
    assertThat(reports()).extracting(WindowReport::startNs).containsOnly(START_NS);
    assertThat(lastReport().verdict()).isEqualTo(Verdict.MATCH);
    assertThat(lateCalls()).isEmpty();
  }

  @Test
  void whatARankSendsAfterItWasGivenUpIsLateAndTold() throws Exception {
    SlicedReplica replica = SlicedReplica.live("run", 60, 0);
    enter(replica.slices(0, 8));
    for (int batch = 8; batch < 12; batch++) {
      enter(List.of(replica.slice(0, batch)));
    }
    readUpTo(60);
    assertThat(reports()).as("rank 1 may still come").isEmpty();
    readUpTo(80);
    assertThat(reports()).extracting(WindowReport::verdict).containsOnly(Verdict.INSUFFICIENT);

    for (int batch = 8; batch < 12; batch++) {
      enter(List.of(replica.slice(1, batch)));
    }
    readUpTo(90);

    assertThat(lateCalls()).hasSize(4).allMatch(late -> late.calls() == CALLS_A_PASS);
    assertThat(lateCalls()).extracting(LateCalls::rank).containsOnly(1);
    assertThat(lateCalls()).extracting(LateCalls::passIndex).containsExactly(8L, 9L, 10L, 11L);
    assertThat(lastReport().account().late()).isEqualTo(4 * CALLS_A_PASS);
    assertThat(lastReport().account().balances()).isTrue();
  }

  @Test
  void theBrokersTimeAloneMakesNothingLate() throws Exception {
    enter(SlicedReplica.unchecked("first", 1, 0).slices(0, 1));
    readUpTo(12);
    readUpTo(500);
    enter(SlicedReplica.unchecked("second", 1, 100).slices(0, 1));
    readUpTo(510);

    assertThat(lateCalls()).isEmpty();
    assertThat(reports())
        .extracting(WindowReport::startNs)
        .containsExactly(START_NS, START_NS + 100 * SlicedReplica.SECOND_NS);
  }

  @Test
  void aRankThatSaysNothingHoldsUpWindowsForTheRankTimeout() throws Exception {
    SlicedReplica replica = SlicedReplica.live("run", 30, 0);
    for (int batch = 0; batch < 25; batch++) {
      enter(List.of(replica.slice(0, batch)));
    }
    readUpTo(60);
    assertThat(reports()).isEmpty();

    readUpTo(63);

    assertThat(reports()).extracting(w -> w.passes().complete()).containsExactly(10L, 10L, 5L);
    assertThat(reports()).extracting(WindowReport::verdict).containsOnly(Verdict.INSUFFICIENT);
    assertThat(reports()).extracting(WindowReport::coverage).containsOnly(0.5);
  }

  @Test
  void aReplayIsReportedWhenItsLastRankEnds() throws Exception {
    enter(SlicedReplica.replay("run", 15, 0).slices(0, 15));

    assertThat(reports())
        .extracting(WindowReport::scope)
        .containsExactly(Scope.WINDOW, Scope.WINDOW, Scope.RUN);
    assertThat(lastReport().verdict()).isEqualTo(Verdict.MATCH);
    assertThat(lastReport().account()).isEqualTo(Account.windowed(2 * 15 * CALLS_A_PASS));
    assertThat(lastReport().coverage()).isEqualTo(1);
  }

  @Test
  void aRepeatedBatchOfAFinishedReplayIsCountedAndReportsNoSecondEnd() throws Exception {
    SlicedReplica replica = SlicedReplica.replay("run", 15, 0);
    enter(replica.slices(0, 15));
    for (int rank : SlicedReplica.RANKS) {
      enter(List.of(repeated((Slice) replica.slice(rank, 14))));
    }
    enter(SlicedReplica.replay("next", 3, 20).slices(0, 3));

    assertThat(reports().stream().filter(r -> r.scope() == Scope.RUN))
        .extracting(WindowReport::runId)
        .containsExactly("run", "next");
    assertThat(lastReport().account().duplicate()).as("the next run's own").isZero();
    assertThat(lastReport().totals().account().duplicate()).isEqualTo(2 * CALLS_A_PASS);
    assertThat(runs("replay/0")).isEmpty();
  }

  @Test
  void poisonIsCountedForItsReplicaAndItsOpenRun() throws Exception {
    SlicedReplica replica = SlicedReplica.replay("run", 3, 0);
    enter(List.of(poison("replay"), poison("other")));
    enter(replica.slices(0, 2));
    enter(List.of(poison("replay")));
    enter(replica.slices(2, 3));

    assertThat(lastReport().scope()).isEqualTo(Scope.RUN);
    assertThat(lastReport().account().deadLetteredRecords()).isEqualTo(2);
    assertThat(lastReport().totals().account().deadLetteredRecords()).isEqualTo(2);
    assertThat(accountOf("other/0").deadLetteredRecords()).isEqualTo(1);
  }

  @Test
  void onceAllIsClosedOnlyTheTotalsAreLeft() throws Exception {
    SlicedReplica cutShort = SlicedReplica.replay("cut-short", 20, 0);
    enter(cutShort.slices(0, 12));
    enter(List.of(emptyBatchOf("says-nothing")));
    enter(SlicedReplica.live("live", 25, 0).slices(0, 20));
    enter(SlicedReplica.unchecked("loose", 25, 0).slices(0, 20));
    enter(List.of(SlicedReplica.live("one-rank", 25, 200).slice(0, 1)));

    readUpTo(100);
    readUpTo(300);
    readUpTo(4_000);
    readUpTo(8_000);

    assertThat(operator.numEventTimeTimers()).isZero();
    assertThat(operator.numProcessingTimeTimers()).isZero();
    List<String> replicas = List.of("replay/0", "live/0", "unchecked/0");
    assertThat(operator.entries()).as("joins and totals").isEqualTo(2 * 3);
    for (String replica : replicas) {
      assertThat(runs(replica)).as(replica).isEmpty();
      assertThat(accountOf(replica).windowed()).isPositive();
      assertThat(accountOf(replica).balances()).isTrue();
    }
  }

  @Test
  void theEndOfTimeReportsEverything() throws Exception {
    enter(SlicedReplica.live("run", 25, 0).slices(0, 25));

    operator.readUpToMs(Long.MAX_VALUE);

    assertThat(reports()).hasSize(3);
    assertThat(operator.numEventTimeTimers()).isZero();
  }

  @Test
  void restoringInTheMiddleOfAWindowChangesNoReport() throws Exception {
    SlicedReplica replica = SlicedReplica.live("run", 40, 0);
    enter(replica.slices(0, 15));
    readUpTo(10);
    enter(List.of(replica.slice(1, 15), poison("live")));
    OperatorSubtaskState snapshot = operator.snapshot(1, 1);
    int before = reports().size();
    finish(replica);
    List<byte[]> uninterrupted = encoded(operator).subList(before, reports().size());

    try (var restored = ReplicaOperator.of(backend, SETTINGS, 1, 0)) {
      restored.initializeState(snapshot);
      restored.open();
      restored.readUpToMs(START_MS + 10_000);
      operator.close();
      operator = restored;
      finish(replica);
      assertThat(encoded(restored))
          .usingElementComparator(Arrays::compare)
          .isEqualTo(uninterrupted);
    }
  }

  @Test
  void aLargerJobTakesEachReplicaOnce() throws Exception {
    enter(SlicedReplica.live("run", 25, 0).slices(0, 5));
    enter(SlicedReplica.replay("run", 25, 0).slices(0, 5));
    enter(SlicedReplica.unchecked("run", 25, 0).slices(0, 5));
    OperatorSubtaskState snapshot = operator.snapshot(1, 1);

    long replicas = 0;
    int timers = 0;
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var restored = ReplicaOperator.of(backend, SETTINGS, 2, subtask)) {
        restored.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                snapshot, ReplicaOperator.MAX_PARALLELISM, 1, 2, subtask));
        restored.open();
        replicas += restored.entries();
        timers += restored.numEventTimeTimers();
      }
    }
    assertThat(replicas).isEqualTo(operator.entries());
    assertThat(timers).isEqualTo(operator.numEventTimeTimers());
  }

  private void finish(SlicedReplica replica) throws Exception {
    enter(List.of(replica.slice(0, 15)));
    enter(replica.slices(16, 40));
    readUpTo(30);
    readUpTo(60);
  }

  private void enter(List<RankEvent> events) throws Exception {
    for (RankEvent event : events) {
      operator.receive(event);
    }
  }

  private void readUpTo(double secondsAfterStart) throws Exception {
    operator.readUpToMs(START_MS + Math.round(secondsAfterStart * 1000));
  }

  private static List<byte[]> encoded(ReplicaOperator from) {
    return from.extractOutputValues().stream().map(KeyedBytes::value).toList();
  }

  private List<WindowReport> reports() throws MalformedRecordException {
    List<WindowReport> reports = new ArrayList<>();
    for (byte[] report : encoded(operator)) {
      reports.add(WindowReportCodec.decode(report));
    }
    return reports;
  }

  private WindowReport onlyReport() throws MalformedRecordException {
    assertThat(reports()).hasSize(1);
    return lastReport();
  }

  private WindowReport lastReport() throws MalformedRecordException {
    return reports().get(reports().size() - 1);
  }

  private List<LateCalls> lateCalls() {
    var late = operator.getSideOutput(HostedLateCalls.LATE);
    return late == null ? List.of() : late.stream().map(StreamRecord::getValue).toList();
  }

  private List<RunSnapshot> runs(String replica) throws Exception {
    return state(replica, ReplicaStage.JOIN).snapshot().runs();
  }

  private Account accountOf(String replica) throws Exception {
    return state(replica, HostedBooks.TOTALS).snapshot().totals().account();
  }

  private <T> T state(String replica, ValueStateDescriptor<T> descriptor) throws Exception {
    operator.getOperator().setCurrentKey(replica);
    return operator
        .getOperator()
        .<String>getKeyedStateBackend()
        .getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor)
        .value();
  }

  /** What the decoder lets through may still be nonsense; it must not stop the job. */
  @Test
  void sizesNoMachineHasStopNothing() throws Exception {
    SyntheticAgent agent = SyntheticAgent.live(SlicedReplica.played("hostile", 4, 0), "run");
    for (int rank : SlicedReplica.RANKS) {
      RankStream stream = new RankStream();
      List<CollectiveCall> calls = new ArrayList<>(agent.played().calls(rank));
      for (Collective collective : Collective.values()) {
        calls.add(hostile(rank, collective));
        calls.add(hostile(rank, collective));
      }
      enter(
          List.of(
              stream.accept(
                  SyntheticAgent.batch(agent.header(rank, 0, false, Map.of()), calls),
                  Optional.of(agent.played().deployment()),
                  SETTINGS.length().toNanos(),
                  START_NS),
              stream.accept(
                  SyntheticAgent.batch(agent.header(rank, 1, true, Map.of()), calls),
                  Optional.empty(),
                  SETTINGS.length().toNanos(),
                  START_NS)));
    }

    operator.readUpToMs(Long.MAX_VALUE);

    assertThat(lastReport().totals().account().balances()).isTrue();
    assertThat(lastReport().totals().series()).allMatch(series -> series.observed().bytes() >= 0);
  }

  private static CollectiveCall hostile(int rank, Collective collective) {
    CallSignature signature =
        new CallSignature(
            new Communicator("all", Integer.MAX_VALUE, List.of()),
            collective,
            DataType.BFLOAT16,
            Long.MAX_VALUE / 3,
            Transport.NCCL,
            TimingQuality.GPU_NS,
            CallSignature.NO_PEER,
            0);
    return new CollectiveCall(rank, signature, 0, START_NS, 3_000_000_000_000L);
  }

  private static RankEvent poison(String deployment) {
    return new Poison(deployment, 0);
  }

  private static RankEvent emptyBatchOf(String runId) {
    return new Slice(
        new Sender("replay", 0, 0, runId, List.of(0, 1)),
        Optional.empty(),
        new Heard(Long.MIN_VALUE, START_NS),
        false,
        Slice.NO_GAP,
        List.of(),
        Account.EMPTY);
  }

  private static RankEvent repeated(Slice slice) {
    return new Repeat(
        slice.sender(), slice.against(), slice.heard(), Account.duplicate(CALLS_A_PASS));
  }
}
