package dev.ringside.core.books;

import static dev.ringside.core.books.Pair.CALLS_A_PASS;
import static dev.ringside.core.books.Pair.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.books.RankFeed.Timed;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.core.stream.RankEvent.Poison;
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
  private final Ledger ledger = Pair.ledger();
  private final Interleaving played = new Interleaving(ledger);

  @Test
  void aRunThatNeverEndsIsGivenUpAfterAnHourOfSilence() {
    Map<Integer, List<Timed>> feeds = RankFeed.replays(Pair.replica(0, 5), "run", random);
    feeds.values().forEach(feed -> feed.remove(feed.size() - 1));
    played.inTurn(feeds).readUpTo(20 * SECOND);
    assertThat(ledger.openRuns()).hasSize(1);
    played.readUpTo(ledger.nextTimerNs().orElseThrow() - 1);
    assertThat(ledger.openRuns()).hasSize(1);
    assertThat(ledger.nextTimerNs().orElseThrow()).isGreaterThan(3600 * SECOND);
    played.readUpTo(ledger.nextTimerNs().orElseThrow());
    assertThat(ledger.openRuns()).isEmpty();
    assertThat(ledger.nextTimerNs()).isEmpty();
    assertThat(played.reports()).noneMatch(report -> report.scope() == Scope.RUN);
    assertThat(ledger.runningTotals().account().windowed()).isEqualTo(5 * CALLS_A_PASS);
  }

  @Test
  void aBatchRepeatedAfterTheEndOfItsRunOpensNoNewOne() {
    Map<Integer, List<Timed>> feeds = RankFeed.replays(Pair.replica(0, 5), "run", random);
    played.inTurn(feeds);
    played.accept(RankFeed.repeated(feeds.get(0).get(0).slice(), 7));
    assertThat(ledger.openRuns()).isEmpty();
    assertThat(played.run().account().duplicate()).isZero();
    Account totals = ledger.runningTotals().account();
    assertThat(totals.duplicate()).isEqualTo(7);
    assertThat(totals.balances()).isTrue();
  }

  /** An overtaken batch is no duplicate, but it says as little about its run. */
  @Test
  void aBatchOvertakenByTheEndOfItsRunOpensNoNewOne() {
    Map<Integer, List<Timed>> feeds = RankFeed.replays(Pair.replica(0, 5), "run", random);
    played.inTurn(feeds);
    played.accept(RankFeed.overtaken(feeds.get(0).get(0).slice(), 7));
    assertThat(ledger.openRuns()).isEmpty();
    Account totals = ledger.runningTotals().account();
    assertThat(totals.rejected()).isEqualTo(Map.of("out_of_order", 7L));
    assertThat(totals.balances()).isTrue();
  }

  /** Its agents were killed; the replay that follows is reported early all the same. */
  @Test
  void aRunThatIsStuckHoldsBackNoWindowOfALaterOne() {
    Map<Integer, List<Timed>> stuck = RankFeed.replays(Pair.replica(0, 5), "stuck", random);
    stuck.values().forEach(feed -> feed.remove(feed.size() - 1));
    played.inTurn(stuck).readUpTo(20 * SECOND);
    played.reports().clear();

    Map<Integer, List<Timed>> next = RankFeed.replays(Pair.replica(30, 15), "next", random);
    next.values().forEach(feed -> feed.remove(feed.size() - 1));
    played.inTurn(next);

    assertThat(ledger.openRuns()).hasSize(2);
    assertThat(played.reports()).extracting(WindowReport::startNs).containsExactly(30 * SECOND);
    assertThat(played.reports()).allMatch(window -> window.verdict() == Verdict.MATCH);
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
    second.set(0, new Timed(RankFeed.afterGap(second.get(0).slice()), second.get(0).reachedNs()));
    WindowReport run = played.inTurn(feeds).run();
    assertThat(run.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(run.coverage()).isEqualTo(0.5);
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
    ledger.accept(new Poison("test", 0));
    ledger.accept(new Poison("test", 0));
    WindowReport run = played.inTurn(feeds).run();
    assertThat(run.account().deadLetteredRecords()).isEqualTo(2);
    assertThat(run.account().balances()).isTrue();
    assertThat(played.lastWindows().get(0L).account().deadLetteredRecords()).isEqualTo(2);
    assertThat(played.lastWindows().get(10 * SECOND).account().deadLetteredRecords()).isZero();
    assertThat(run.totals().account().deadLetteredRecords()).isEqualTo(2);
  }

  @Test
  void poisonBetweenRunsCountsForTheNext() {
    ledger.accept(new Poison("test", 0));
    WindowReport run = played.inTurn(RankFeed.replays(Pair.replica(0, 5), "run", random)).run();
    assertThat(run.account().deadLetteredRecords()).isEqualTo(1);
    WindowReport next =
        new Interleaving(ledger)
            .inTurn(RankFeed.replays(Pair.replica(10, 5), "next", random))
            .run();
    assertThat(next.account().deadLetteredRecords()).isZero();
  }

  @Test
  void goesOnFromItsParts() {
    Map<Integer, List<Timed>> feeds = RankFeed.replays(Pair.replica(3, 15), "run", random);
    WindowReport whole = new Interleaving(Pair.ledger()).inTurn(feeds).run();
    Ledger current = Pair.ledger();
    Interleaving last = new Interleaving(current);
    for (Timed timed : feeds.values().stream().flatMap(List::stream).toList()) {
      current = current.restored();
      last = new Interleaving(current).accept(timed.slice());
    }
    assertThat(last.run())
        .usingRecursiveComparison()
        .ignoringCollectionOrderInFields("totals.series", "totals.transports")
        .isEqualTo(whole);
  }
}
