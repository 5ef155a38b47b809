package dev.ringside.core.books;

import static dev.ringside.core.books.Pair.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.stream.RankEvent.Heard;
import dev.ringside.core.stream.RankEvent.Sender;
import dev.ringside.core.stream.RankEvent.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Live agents of two ranks that send heartbeats; windows last ten seconds. */
class IdleReplicaTest {

  private final Random random = new Random(1);
  private Ledger ledger = Pair.ledger();
  private final List<WindowReport> reports = new ArrayList<>();

  /** Five passes from {@code fromSecond} on, whose first is number {@code first} of the ranks'. */
  private void serve(long fromSecond, long first) {
    for (int rank : List.of(0, 1)) {
      reports.addAll(
          ledger.accept(
              Pair.slice(Pair.replica(fromSecond, 5), rank, "live", 0, 5, first, random)));
    }
  }

  private void beat(int rank, long second, boolean last) {
    Slice beat =
        new Slice(
            new Sender("test", 0, rank, "live", List.of()),
            Optional.of(Pair.DEPLOYMENT),
            new Heard(second * SECOND, second * SECOND),
            last,
            Slice.NO_GAP,
            List.of(),
            Account.EMPTY);
    reports.addAll(ledger.accept(beat));
  }

  private void beats(long fromSecond, long toSecond, int... ranks) {
    for (long second = fromSecond; second <= toSecond; second++) {
      for (int rank : ranks) {
        beat(rank, second, false);
      }
      reports.addAll(ledger.readUpTo(second * SECOND));
    }
  }

  private List<Verdict> verdicts() {
    return reports.stream().map(WindowReport::verdict).toList();
  }

  private List<Long> idleWindows() {
    return reports.stream()
        .filter(report -> report.verdict() == Verdict.IDLE)
        .map(WindowReport::startNs)
        .map(start -> start / SECOND)
        .toList();
  }

  @Test
  void eachWholeWindowWithoutAPassIsToldOnceWhileAgentsReport() {
    serve(0, 0);
    beats(6, 45, 0, 1);
    assertThat(verdicts().get(0)).isEqualTo(Verdict.MATCH);
    assertThat(idleWindows()).containsExactly(10L, 20L, 30L);
    WindowReport idle = reports.get(reports.size() - 1);
    assertThat(idle.coverage()).isEqualTo(1);
    assertThat(idle.rows()).isEmpty();
    assertThat(idle.passes()).isEqualTo(PassCounts.NONE);
  }

  @Test
  void trafficAfterIdlenessIsJudgedAsBefore() {
    serve(0, 0);
    beats(6, 30, 0, 1);
    serve(31, 5);
    beats(37, 52, 0, 1);
    assertThat(verdicts())
        .containsExactly(Verdict.MATCH, Verdict.IDLE, Verdict.IDLE, Verdict.MATCH, Verdict.IDLE);
    assertThat(idleWindows()).containsExactly(10L, 20L, 40L);
  }

  @Test
  void agentsOfAnIdleServerAreIdleFromTheirFirstWholeWindowOn() {
    beats(3, 31, 0, 1);
    assertThat(idleWindows()).containsExactly(10L, 20L);
  }

  @Test
  void aReplicaWithAnAgentThatIsGoneIsNotIdle() {
    serve(0, 0);
    beats(6, 15, 0, 1);
    beats(16, 75, 0);
    assertThat(verdicts()).containsExactly(Verdict.MATCH);
  }

  @Test
  void noIdlenessIsToldOfAReplicaOfWhichARankWasNeverHeard() {
    beats(3, 70, 0);
    assertThat(reports).isEmpty();
  }

  @Test
  void callsOfAPassThatHasNotEndedAreObservedAndOpenAndNoIdleness() {
    serve(0, 0);
    ledger.arrived(5 * Pair.CALLS_A_PASS + 7);
    beats(6, 35, 0, 1);
    assertThat(idleWindows()).isEmpty();
    WindowReport window = reports.get(reports.size() - 1);
    assertThat(window.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(window.totals().account().open()).isEqualTo(7);
    ledger.arrived(5 * Pair.CALLS_A_PASS);
    beats(36, 41, 0, 1);
    assertThat(idleWindows()).containsExactly(30L);
  }

  @Test
  void silenceAfterHeartbeatsMeansGoneAndIsToldOnce() {
    serve(0, 0);
    beats(6, 25, 0, 1);
    long due = ledger.nextTimerNs().orElseThrow();
    assertThat(due).isLessThanOrEqualTo(45 * SECOND);
    assertThat(ledger.readUpTo(44 * SECOND)).noneMatch(r -> r.verdict() == Verdict.GONE);
    ledger = ledger.restored();
    List<WindowReport> told = new ArrayList<>(ledger.readUpTo(45 * SECOND));
    told.addAll(ledger.readUpTo(46 * SECOND));
    told.addAll(ledger.readUpTo(90 * SECOND));
    assertThat(told).extracting(WindowReport::verdict).containsExactly(Verdict.GONE);
    assertThat(told.get(0).findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.kind()).isEqualTo("agents_gone");
              assertThat(finding.ranks()).containsExactly(0, 1);
              assertThat(finding.evidence()).containsEntry("silent_seconds", "20");
            });
  }

  @Test
  void whoComesBackAndGoesAgainIsToldAgain() {
    beats(3, 15, 0, 1);
    reports.addAll(ledger.readUpTo(40 * SECOND));
    beats(41, 52, 0, 1);
    reports.addAll(ledger.readUpTo(80 * SECOND));
    assertThat(verdicts().stream().filter(Verdict.GONE::equals)).hasSize(2);
  }

  @Test
  void theSilenceOfAgentsThatSendCallsAloneMeansNothing() {
    serve(0, 0);
    reports.addAll(ledger.readUpTo(500 * SECOND));
    assertThat(verdicts()).containsExactly(Verdict.MATCH);
  }

  @Test
  void agentsThatSayThatTheyEndAreNotGone() {
    beats(3, 15, 0, 1);
    beat(0, 16, true);
    beat(1, 16, true);
    reports.addAll(ledger.readUpTo(200 * SECOND));
    assertThat(verdicts()).doesNotContain(Verdict.GONE);
  }
}
