package dev.ringside.flink.commmetrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.books.LateCalls;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.core.stream.SyntheticAgent;
import dev.ringside.core.synthetic.SyntheticReplica;
import dev.ringside.flink.config.FlinkSettings;
import dev.ringside.flink.time.TimeSettings;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Event time through Kafka's partitions, with a minute of lateness and a second of idleness. */
class EventTimeIT {

  private static final int PASSES = 60;
  private static final int CALLS_OF_TEN_PASSES = 10 * 2 * SlicedReplica.CALLS_A_PASS;

  private JobUnderTest job;

  @BeforeEach
  void start() throws Exception {
    job =
        JobUnderTest.startShowingLateCalls(
            TimeSettings.DEFAULT.withIdleness(Duration.ofSeconds(1)));
  }

  @AfterEach
  void stop() throws Exception {
    job.close();
  }

  /**
   * Others drive event time to between 650 s and 658 s. So windows that end by 590 s are closed,
   * and of a run from 540 s to 600 s the last window alone is open.
   */
  @Test
  void whatAnOldRunSendsAfterOthersHaveGoneOnIsLate() throws Exception {
    String old = RecordedReplay.acrossPartitions("old");
    String driver = besides(old);
    job.deploy(SlicedReplica.deployment(driver));
    job.deploy(SlicedReplica.deployment(old));
    job.publish(RecordedReplay.inTurn(SyntheticAgent.live(played(driver, 600), "ahead")));
    awaitWindow(driver, 640);

    job.publish(RecordedReplay.inTurn(SyntheticAgent.replaying(played(old, 540), "behind")));
    WindowReport run = job.awaitRun(old, "behind");

    assertThat(run.account())
        .isEqualTo(
            Account.windowed(CALLS_OF_TEN_PASSES).plus(Account.late(5 * CALLS_OF_TEN_PASSES)));
    assertThat(run.totals().account()).isEqualTo(run.account());
    assertThat(run.passes().complete()).isEqualTo(10);
    assertThat(LateCallsSeen.of(old).stream().mapToLong(LateCalls::calls).sum())
        .isEqualTo(5 * CALLS_OF_TEN_PASSES);
    List<WindowReport> windows = job.windowsOf(old);
    assertThat(windows).extracting(WindowReport::startNs).containsExactly(atSecond(590));
    assertThat(windows.get(0).account()).isEqualTo(run.account());
  }

  /** Both ranks write to one partition; the other says nothing. */
  @Test
  void aPartitionWithoutRecordsHoldsUpNoWindow() throws Exception {
    String lonely = RecordedReplay.inOnePartition("lonely");
    job.deploy(SlicedReplica.deployment(lonely));

    job.publish(RecordedReplay.inTurn(SyntheticAgent.live(played(lonely, 2_000), "run")));

    awaitWindow(lonely, 2_040);
    assertThat(job.windowsOf(lonely)).allMatch(window -> window.passes().complete() == 10);
    assertThat(LateCallsSeen.of(lonely)).isEmpty();
  }

  private void awaitWindow(String deployment, long second) {
    job.awaitReport(
        report ->
            report.scope() == Scope.WINDOW
                && report.deployment().equals(deployment)
                && report.startNs() >= atSecond(second));
  }

  private static SyntheticReplica played(String deployment, long afterSeconds) {
    return SlicedReplica.played(deployment, PASSES, afterSeconds);
  }

  private static long atSecond(long second) {
    return SlicedReplica.START_NS + second * SlicedReplica.SECOND_NS;
  }

  /**
   * A deployment whose books are kept in the same subtask: when that has reported its window, event
   * time has come there for the other too.
   */
  private static String besides(String deployment) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> RecordedReplay.acrossPartitions("driver" + i))
        .filter(name -> subtaskOf(name) == subtaskOf(deployment))
        .findFirst()
        .orElseThrow();
  }

  private static int subtaskOf(String deployment) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
        deployment + "/0", FlinkSettings.MAX_PARALLELISM, JobUnderTest.PARTITIONS);
  }
}
