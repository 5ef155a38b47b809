package dev.ringside.flink.commmetrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.core.stream.SyntheticAgent;
import dev.ringside.core.synthetic.SyntheticReplica;
import dev.ringside.flink.config.FlinkSettings;
import dev.ringside.flink.time.TimeSettings;
import java.time.Duration;
import java.util.stream.IntStream;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Time by replica, through Kafka's partitions and the real job: a rank is waited for twenty seconds
 * of the broker's time, and a partition is taken to be read to its end after two.
 */
class EventTimeIT {

  private static final int PASSES = 60;
  private static final int CALLS_OF_TEN_PASSES = 10 * 2 * SlicedReplica.CALLS_A_PASS;

  private JobUnderTest job;

  @BeforeEach
  void start() throws Exception {
    job =
        JobUnderTest.startShowingLateCalls(
            TimeSettings.DEFAULT
                .withIdleness(Duration.ofSeconds(2))
                .withRankTimeout(Duration.ofSeconds(20))
                .withQuiet(Duration.ofSeconds(1)));
  }

  @AfterEach
  void stop() throws Exception {
    job.close();
  }

  /** Its agents' clocks are an hour ahead, and it shares partitions and subtask with the other. */
  @Test
  void aNeighboursClockMakesNothingLate() throws Exception {
    String ours = RecordedReplay.acrossPartitions("ours");
    String fast = besides(ours);
    job.deploy(SlicedReplica.deployment(fast));
    job.deploy(SlicedReplica.deployment(ours));
    job.publish(RecordedReplay.inTurn(SyntheticAgent.live(played(fast, 3_600), "fast")));
    awaitWindow(fast, 3_640);

    job.publish(RecordedReplay.inTurn(SyntheticAgent.live(played(ours, 0), "ours")));

    awaitWindow(ours, 50);
    assertWhole(ours);
    assertWhole(fast);
  }

  @Test
  void anOldRunThatIsReplayedAfterOthersHaveGoneOnIsWhole() throws Exception {
    String old = RecordedReplay.acrossPartitions("old");
    String driver = besides(old);
    job.deploy(SlicedReplica.deployment(driver));
    job.deploy(SlicedReplica.deployment(old));
    job.publish(RecordedReplay.inTurn(SyntheticAgent.live(played(driver, 600), "ahead")));
    awaitWindow(driver, 640);

    job.publish(RecordedReplay.inTurn(SyntheticAgent.replaying(played(old, 540), "behind")));
    WindowReport run = job.awaitRun(old, "behind");

    assertThat(run.account()).isEqualTo(Account.windowed(6 * CALLS_OF_TEN_PASSES));
    assertThat(run.verdict()).isEqualTo(Verdict.MATCH);
    assertWhole(old);
  }

  /** Both ranks write to one partition; the other says nothing. */
  @Test
  void aPartitionWithoutRecordsHoldsUpNoWindow() throws Exception {
    String lonely = RecordedReplay.inOnePartition("lonely");
    job.deploy(SlicedReplica.deployment(lonely));

    job.publish(RecordedReplay.inTurn(SyntheticAgent.live(played(lonely, 2_000), "run")));

    awaitWindow(lonely, 2_050);
    assertWhole(lonely);
  }

  /** All six windows, each of ten passes that match, and no call late. */
  private void assertWhole(String deployment) {
    assertThat(job.windowsOf(deployment))
        .filteredOn(window -> window.passes().complete() == 10)
        .hasSize(6)
        .allMatch(window -> window.verdict() == Verdict.MATCH)
        .allMatch(window -> window.account().late() == 0);
    assertThat(LateCallsSeen.of(deployment)).isEmpty();
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

  /** A deployment whose books are kept in the same subtask. */
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
