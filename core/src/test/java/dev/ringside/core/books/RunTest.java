package dev.ringside.core.books;

import static dev.ringside.core.books.Pair.CALLS_A_PASS;
import static dev.ringside.core.books.Pair.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.account.RunningAccount;
import dev.ringside.core.books.RankFeed.Timed;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.join.RunProgress;
import dev.ringside.core.observation.TotalsLedger;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.core.stream.RankSlice;
import dev.ringside.core.synthetic.SyntheticReplica;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Declared runs: what they come to when streams are cut, broken or not there. */
class RunTest {

  private final Random random = new Random(1);
  private final ReplicaLedger ledger = Pair.ledger();
  private final Interleaving played = new Interleaving(ledger);

  @Test
  void aRunThatNeverEndsIsGivenUpAfterAnHourOfSilence() {
    Map<Integer, List<Timed>> feeds = RankFeed.replays(Pair.replica(0, 5), "run", random);
    feeds.values().forEach(feed -> feed.remove(feed.size() - 1));
    played.inTurn(feeds).advance(20 * SECOND);
    assertThat(ledger.runs()).hasSize(1);
    played.advance(ledger.nextTimerNs().orElseThrow() - 1);
    assertThat(ledger.runs()).hasSize(1);
    assertThat(ledger.nextTimerNs().orElseThrow()).isGreaterThan(3600 * SECOND);
    played.advance(ledger.nextTimerNs().orElseThrow());
    assertThat(ledger.runs()).isEmpty();
    assertThat(ledger.nextTimerNs()).isEmpty();
    assertThat(played.reports()).noneMatch(report -> report.scope() == Scope.RUN);
    assertThat(ledger.runningTotals().account().windowed()).isEqualTo(5 * CALLS_A_PASS);
  }

  @Test
  void aBatchRepeatedAfterTheEndOfItsRunOpensNoNewOne() {
    Map<Integer, List<Timed>> feeds = RankFeed.replays(Pair.replica(0, 5), "run", random);
    played.inTurn(feeds);
    played.accept(RankFeed.repeated(feeds.get(0).get(0).slice(), 7));
    assertThat(ledger.runs()).isEmpty();
    assertThat(played.run().account().duplicate()).isZero();
    Account totals = ledger.runningTotals().account();
    assertThat(totals.duplicate()).isEqualTo(7);
    assertThat(totals.balances()).isTrue();
  }

  @Test
  void aRankWithoutACompleteStreamLeavesTheRunInsufficient() {
    SyntheticReplica replica = Pair.replica(0, 8);
    List<Timed> alone = RankFeed.replay(replica, 0, "run", List.of(0), random);
    alone.forEach(timed -> played.accept(timed.slice()));
    WindowReport run = played.run();
    assertThat(run.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(run.coverage()).isEqualTo(0.5);
    assertThat(run.passes().complete()).isEqualTo(8);
    assertThat(run.rows()).allMatch(row -> row.ranks().equals(List.of(0, 1)));
    assertThat(run.findings()).extracting(Finding::kind).containsExactly("ranks_not_seen");
  }

  /** One pass short is the end of a recording; more is a rank that stopped. */
  @ParameterizedTest
  @CsvSource({"7, 1.0, MATCH", "6, 0.5, INSUFFICIENT"})
  void aRankThatEndsMoreThanAPassBeforeTheOthersIsIncomplete(
      int passes, double coverage, Verdict verdict) {
    SyntheticReplica replica = Pair.replica(0, 8);
    List<Integer> both = List.of(0, 1);
    List<CollectiveCall> fewer = replica.calls(1).subList(0, passes * 16);
    Map<Integer, List<Timed>> feeds = new TreeMap<>();
    feeds.put(0, RankFeed.replay(replica, 0, "run", both, random));
    feeds.put(1, RankFeed.replay(replica, 1, "run", both, fewer, random));
    WindowReport run = played.inTurn(feeds).run();
    assertThat(run.coverage()).isEqualTo(coverage);
    assertThat(run.verdict()).isEqualTo(verdict);
    assertThat(run.passes().complete()).isEqualTo(passes);
    assertThat(run.account().incomplete()).isEqualTo((8 - passes) * 16L);
  }

  @Test
  void aGapLeavesTheRankIncomplete() {
    Map<Integer, List<Timed>> feeds = RankFeed.replays(Pair.replica(0, 8), "run", random);
    List<Timed> second = feeds.get(1);
    second.set(0, new Timed(afterGap(second.get(0).slice()), second.get(0).reachedNs()));
    WindowReport run = played.inTurn(feeds).run();
    assertThat(run.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(run.coverage()).isEqualTo(0.5);
  }

  private static RankSlice afterGap(RankSlice slice) {
    return new RankSlice(
        slice.deployment(),
        slice.replica(),
        slice.rank(),
        slice.runId(),
        slice.runRanks(),
        slice.against(),
        slice.endOfStream(),
        true,
        slice.passes(),
        slice.account());
  }

  @Test
  void passesCutOffAreShownAndOutsideTheVerdict() {
    SyntheticReplica replica = Pair.replica(0, 8);
    Map<Integer, List<Timed>> feeds = new TreeMap<>();
    for (int rank : replica.ranks()) {
      List<Timed> feed =
          RankFeed.replay(
              replica, rank, "run", List.of(0, 1), replica.calls(rank).subList(5, 120), random);
      feeds.put(rank, feed);
    }
    WindowReport run = played.inTurn(feeds).run();
    assertThat(run.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(run.passes()).isEqualTo(new PassCounts(0, 6, 0, 2));
    assertThat(run.account().incomplete()).isEqualTo(2 * (11 + 8));
    assertThat(run.account().windowed()).isEqualTo(6 * CALLS_A_PASS);
    assertThat(run.findings()).extracting(Finding::kind).containsExactly("passes_incomplete");
  }

  @Test
  void ranksThatBeganAtDifferentPassesAreTold() {
    SyntheticReplica replica = Pair.replica(0, 8);
    Map<Integer, List<Timed>> feeds = new TreeMap<>();
    feeds.put(0, RankFeed.replay(replica, 0, "run", List.of(0, 1), random));
    feeds.put(
        1,
        RankFeed.replay(
            replica, 1, "run", List.of(0, 1), replica.calls(1).subList(16, 128), random));
    WindowReport run = played.inTurn(feeds).run();
    assertThat(run.findings())
        .extracting(Finding::kind)
        .contains("passes_misaligned", "passes_incomplete");
    assertThat(run.account().balances()).isTrue();
  }

  @Test
  void poisonCountsRecordsInTheOpenRunTheNextWindowAndTheTotals() {
    Map<Integer, List<Timed>> feeds = RankFeed.replays(Pair.replica(0, 15), "run", random);
    played.accept(feeds.get(0).remove(0).slice());
    ledger.acceptPoison();
    ledger.acceptPoison();
    WindowReport run = played.inTurn(feeds).run();
    assertThat(run.account().deadLetteredRecords()).isEqualTo(2);
    assertThat(run.account().balances()).isTrue();
    assertThat(played.lastWindows().get(0L).account().deadLetteredRecords()).isEqualTo(2);
    assertThat(played.lastWindows().get(10 * SECOND).account().deadLetteredRecords()).isZero();
    assertThat(run.totals().account().deadLetteredRecords()).isEqualTo(2);
  }

  @Test
  void poisonBetweenRunsCountsForTheNext() {
    ledger.acceptPoison();
    WindowReport run = played.inTurn(RankFeed.replays(Pair.replica(0, 5), "run", random)).run();
    assertThat(run.account().deadLetteredRecords()).isEqualTo(1);
    assertThat(ledger.unclaimed()).isEqualTo(Account.EMPTY);
  }

  @Test
  void goesOnFromItsParts() {
    Map<Integer, List<Timed>> feeds = RankFeed.replays(Pair.replica(3, 15), "run", random);
    WindowReport whole = new Interleaving(Pair.ledger()).inTurn(feeds).run();
    ReplicaLedger current = Pair.ledger();
    Interleaving last = new Interleaving(current);
    for (Timed timed : feeds.values().stream().flatMap(List::stream).toList()) {
      current = restored(current);
      last = new Interleaving(current).accept(timed.slice());
    }
    assertThat(last.run())
        .usingRecursiveComparison()
        .ignoringCollectionOrderInFields("totals.series", "totals.transports")
        .isEqualTo(whole);
  }

  private static ReplicaLedger restored(ReplicaLedger ledger) {
    ReplicaLedger copy =
        new ReplicaLedger(
            ledger.deployment(),
            ledger.replica(),
            ledger.settings(),
            new TotalsLedger(ledger.runningTotals().series(), ledger.runningTotals().transports()),
            new RunningAccount(ledger.runningTotals().account(), ledger.runningTotals().passes()));
    copy.restore(
        ledger.windows(),
        ledger.runs().stream().map(RunTest::restoredRun).toList(),
        ledger.unreported(),
        ledger.unclaimed(),
        ledger.closedBeforeNs(),
        ledger.against());
    return copy;
  }

  private static RunProgress restoredRun(RunProgress run) {
    RunProgress copy = new RunProgress(run.runId(), run.declared(), run.observation(), run.tally());
    copy.restore(run.marks(), run.against(), run.ranks(), run.waiting());
    return copy;
  }
}
