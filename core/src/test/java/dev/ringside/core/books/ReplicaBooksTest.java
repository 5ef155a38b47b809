package dev.ringside.core.books;

import static dev.ringside.core.books.Pair.CALLS_A_PASS;
import static dev.ringside.core.books.Pair.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.books.RankFeed.Timed;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.Passes;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.core.stream.RankEvent.Sender;
import dev.ringside.core.stream.RankEvent.Slice;
import dev.ringside.core.synthetic.SyntheticReplica;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** Windows: when they are reported, corrected and closed. */
class ReplicaBooksTest {

  private static final long HOUR = 3600 * SECOND;

  private final Random random = new Random(1);
  private final Ledger ledger = Pair.ledger();
  private final Interleaving played = new Interleaving(ledger);

  @Test
  void theEndOfARunReportsItsWindowsEarlyAndALaterRunCorrectsThem() {
    played.inTurn(RankFeed.replays(Pair.replica(2, 3), "first", random));
    assertThat(played.reports())
        .extracting(WindowReport::scope, WindowReport::runId, WindowReport::startNs)
        .containsExactly(
            tuple(Scope.WINDOW, "", 0L), tuple(Scope.RUN, "first", played.run().startNs()));
    assertThat(played.lastWindows().get(0L).passes().complete()).isEqualTo(3);

    played.reports().clear();
    played.inTurn(RankFeed.replays(Pair.replica(6, 2), "second", random));
    assertThat(played.lastWindows().get(0L).passes().complete()).isEqualTo(5);
    assertThat(played.run().passes().complete()).isEqualTo(2);
    assertThat(played.run().totals().passes().complete()).isEqualTo(5);
    assertThat(played.run().totals().account().windowed()).isEqualTo(5 * CALLS_A_PASS);
  }

  private static Tuple tuple(Object... values) {
    return Tuple.tuple(values);
  }

  @Test
  void theLastWindowIsReportedOnceNoMoreComes() {
    played.inTurn(Pair.live(Pair.replica(0, 10), "live", random, 0, 1));
    assertThat(played.reports()).isEmpty();
    played.readUpTo(12 * SECOND);
    assertThat(played.reports()).isEmpty();
    played.readUpTo(13 * SECOND);
    assertThat(played.lastWindows()).containsOnlyKeys(0L);
    played.readUpTo(13 * SECOND);
    played.readUpTo(14 * SECOND);
    assertThat(played.reports())
        .singleElement()
        .matches(window -> window.verdict() == Verdict.MATCH && window.coverage() == 1)
        .matches(window -> window.passes().complete() == 10);
  }

  @Test
  void aWindowIsReportedAsSoonAsEveryRankHasLeftItBehind() {
    Map<Integer, List<Timed>> feeds = Pair.live(Pair.replica(0, 25), "live", random, 0, 1);
    feeds.get(0).forEach(timed -> played.accept(timed.slice()));
    assertThat(played.reports()).isEmpty();
    feeds.get(1).forEach(timed -> played.accept(timed.slice()));
    assertThat(played.reports()).extracting(WindowReport::startNs).containsExactly(0L, 10 * SECOND);

    played.readUpTo(14 * SECOND);
    played.readUpTo(2 * HOUR);
    assertThat(played.reports())
        .hasSize(3)
        .allMatch(window -> window.verdict() == Verdict.MATCH && window.coverage() == 1)
        .extracting(window -> window.passes().complete())
        .containsExactly(10L, 10L, 5L);
    assertThat(ledger.openWindows()).isEmpty();
  }

  /** Its own passes would be in the window: only the broker's time says that they do not come. */
  @Test
  void aSilentRankLeavesTheWindowToTheBrokersTime() {
    Map<Integer, List<Timed>> feeds = Pair.live(Pair.replica(0, 25), "live", random, 0);
    feeds.putAll(Pair.live(Pair.replica(0, 6), "live", random, 1));
    played.inTurn(feeds);
    played.readUpTo(26 * SECOND);
    assertThat(played.reports()).isEmpty();
    played.readUpTo(30 * SECOND);
    assertThat(played.lastWindows()).containsOnlyKeys(0L, 10 * SECOND, 20 * SECOND);
    assertThat(played.lastWindows().values())
        .allMatch(window -> window.verdict() == Verdict.INSUFFICIENT);
  }

  @Test
  void timeBeforeAllTimeChangesNothing() {
    played.inTurn(Pair.live(Pair.replica(0, 5), "live", random, 0, 1));
    played.readUpTo(Long.MIN_VALUE);
    assertThat(played.reports()).isEmpty();
    assertThat(ledger.openWindows()).hasSize(1);
    played.readUpTo(10 * SECOND);
    assertThat(played.lastWindows().get(0L).account().windowed()).isEqualTo(5 * CALLS_A_PASS);
  }

  @Test
  void aCorrectionWithinTheLatenessIsReportedAgainAndOneAfterItIsLate() {
    played.inTurn(Pair.live(Pair.replica(0, 12), "live", random, 0, 1));
    assertThat(played.lastWindows().get(0L).passes().complete()).isEqualTo(10);

    played.inTurn(RankFeed.replays(Pair.replica(4, 2), "correction", random));
    assertThat(played.lastWindows().get(0L).passes().complete()).isEqualTo(12);

    played.inTurn(Pair.live(Pair.replica(12, 5), "live again", random, 0, 1));
    played.inTurn(RankFeed.replays(Pair.replica(4, 2), "too late", random));
    assertThat(played.lastWindows().get(0L).passes().complete()).isEqualTo(12);
    WindowReport late = played.reports().get(played.reports().size() - 1);
    assertThat(late.runId()).isEqualTo("too late");
    assertThat(late.account().late()).isEqualTo(2 * CALLS_A_PASS);
    assertThat(late.account().windowed()).isZero();
    assertThat(late.account().balances()).isTrue();
    assertThat(late.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(ledger.takeLate())
        .hasSize(4)
        .allMatch(calls -> calls.calls() == 16 && calls.deployment().equals("test"));
    assertThat(ledger.takeLate()).isEmpty();
  }

  /**
   * Its partition woke late, long after the rest was read: the run said that the rank comes, so its
   * passes and their windows have waited.
   */
  @Test
  void aReplayedRankThatComesAfterItsTimeIsWaitedFor() {
    SyntheticReplica replica = Pair.replica(0, 30);
    Map<Integer, List<Timed>> feeds = RankFeed.replays(replica, "run", random);
    List<Timed> first = feeds.get(0);
    first.subList(0, first.size() - 1).forEach(timed -> played.accept(timed.slice()));
    played.readUpTo(20 * SECOND).readUpTo(1000 * SECOND);
    feeds.get(1).forEach(timed -> played.accept(timed.slice()));
    played.accept(first.get(first.size() - 1).slice());

    WindowReport run = played.run();
    assertThat(run.account().late()).isZero();
    assertThat(run.account().windowed()).isEqualTo(30 * CALLS_A_PASS);
    assertThat(run.account().balances()).isTrue();
    assertThat(run.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(played.lastWindows().values()).allMatch(window -> window.verdict() == Verdict.MATCH);
  }

  /** A declared rank is waited for an hour at most. */
  @Test
  void aDeclaredRankThatNeverComesIsGivenUpAndTheBooksBalance() {
    Map<Integer, List<Timed>> feeds = RankFeed.replays(Pair.replica(0, 30), "run", random);
    feeds.get(0).forEach(timed -> played.accept(timed.slice()));
    played.readUpTo(1000 * SECOND);
    assertThat(ledger.openRuns()).hasSize(1);

    played.readUpTo(1000 * SECOND + HOUR);

    assertThat(ledger.openRuns()).isEmpty();
    assertThat(ledger.runningTotals().account().windowed()).isEqualTo(30 * 16);
    assertThat(ledger.runningTotals().account().balances()).isTrue();
  }

  @Test
  void timersAreSetWhileThereIsSomethingToDoAndNoLonger() {
    assertThat(ledger.nextTimerNs()).isEmpty();
    played.inTurn(Pair.live(Pair.replica(3, 5), "live", random, 0, 1));
    long quiet = ledger.nextTimerNs().orElseThrow();
    assertThat(quiet).isBetween(10 * SECOND, 12 * SECOND);
    played.readUpTo(quiet);
    assertThat(played.reports()).hasSize(1);
    assertThat(ledger.nextTimerNs()).hasValue(quiet - 3 * SECOND + HOUR);
    played.readUpTo(ledger.nextTimerNs().orElseThrow());
    assertThat(ledger.openWindows()).isEmpty();
    assertThat(ledger.nextTimerNs()).isEmpty();
  }

  @Test
  void callsOfNoDeploymentAreCountedUncheckedInTheirWindow() {
    SyntheticReplica replica = Pair.replica(0, 12);
    for (Timed timed : RankFeed.replay(replica, 0, "run", List.of(0), random)) {
      played.accept(loose(timed.slice()));
    }
    WindowReport run = played.run();
    assertThat(run.verdict()).isEqualTo(Verdict.UNCHECKED);
    assertThat(run.layout()).isEmpty();
    assertThat(run.account().windowed()).isEqualTo(12 * 16);
    assertThat(run.account().balances()).isTrue();
    assertThat(run.rows()).isNotEmpty().allMatch(row -> row.verdict() == Verdict.UNCHECKED);
    assertThat(played.lastWindows()).containsOnlyKeys(0L, 10 * SECOND);
  }

  private static Slice loose(Slice slice) {
    Sender sender = slice.sender();
    return new Slice(
        new Sender("", sender.replica(), sender.rank(), sender.runId(), sender.runRanks()),
        Optional.empty(),
        slice.heard(),
        slice.endOfStream(),
        slice.gapAt(),
        PassBlock.of(
            slice.passes().stream()
                .flatMap(block -> Passes.of(block).stream())
                .map(pass -> Passes.at(pass, ForwardPass.NO_INDEX))
                .toList()),
        slice.account());
  }
}
