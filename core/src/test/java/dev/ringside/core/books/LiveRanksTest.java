package dev.ringside.core.books;

import static dev.ringside.core.books.Pair.CALLS_A_PASS;
import static dev.ringside.core.books.Pair.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.ringside.core.account.PassCounts;
import dev.ringside.core.books.RankFeed.Timed;
import dev.ringside.core.pass.Passes;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.stream.RankEvent.Slice;
import dev.ringside.core.synthetic.SyntheticReplica;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Agents that declare no run: they fall silent, start anew, and never end. */
class LiveRanksTest {

  private final Random random = new Random(1);
  private final Ledger ledger = Pair.ledger();
  private final Interleaving played = new Interleaving(ledger);

  @Test
  void aSilentLiveRankHoldsPassesUntilTheirTimeIsUpAndLeavesTheWindowInsufficient() {
    played.inTurn(Pair.live(Pair.replica(0, 5), "live", random, 0));
    assertThat(ledger.openRuns().get(0).waiting())
        .flatExtracting(held -> Passes.of(held.block()))
        .hasSize(5);
    long gone = ledger.nextTimerNs().orElseThrow();
    assertThat(gone).isBetween(21 * SECOND, 26 * SECOND);
    assertThat(played.readUpTo(gone - 1).reports()).isEmpty();
    played.readUpTo(gone);

    WindowReport window = played.lastWindows().get(0L);
    assertThat(window.ranks()).containsExactly(0);
    assertThat(window.coverage()).isEqualTo(0.5);
    assertThat(window.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(window.account().windowed()).isEqualTo(5 * 16);
    assertThat(window.rows())
        .allMatch(row -> row.absent().equals(List.of(1)))
        .allMatch(row -> row.observedMin() == row.observedMax() && row.observedMin() > 0);
    assertThat(ledger.openRuns().get(0).waiting()).isEmpty();
  }

  /** With a floor of half the ranks the window matches, and so do the counters. */
  @Test
  void totalsExpectNothingOfARankThatNeverComes() {
    Interleaving half =
        new Interleaving(new Ledger(new LedgerSettings(10 * SECOND, 5 * SECOND, 0.5)));
    half.inTurn(Pair.live(Pair.replica(0, 5), "live", random, 0)).readUpTo(3_600 * SECOND);

    WindowReport window = half.lastWindows().get(0L);
    assertThat(window.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(window.totals().series())
        .isNotEmpty()
        .allSatisfy(total -> assertThat(total.expected()).hasValue(total.observed()));
  }

  @Test
  void aWindowTellsWhatItsAgentsRefused() {
    Map<Integer, List<Timed>> feeds = Pair.live(Pair.replica(0, 10), "live", random, 0, 1);
    Slice first = feeds.get(0).remove(0).slice();
    played.accept(RankFeed.rejecting(first, "dur_negative", 3));
    played.inTurn(feeds).readUpTo(13 * SECOND);

    WindowReport window = played.lastWindows().get(0L);
    assertThat(window.account().rejected()).containsExactly(entry("dur_negative", 3L));
    assertThat(window.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.kind()).isEqualTo("calls_refused");
              assertThat(finding.text()).contains("dur_negative 3");
            });
  }

  @Test
  void aRestartedLiveRankGoesOnInStep() {
    played.inTurn(Pair.live(Pair.replica(0, 5), "before", random, 0, 1)).readUpTo(5 * SECOND);
    played.inTurn(Pair.live(Pair.replica(5, 5), "after", random, 1));
    List<Timed> rest = Pair.live(Pair.replica(5, 5), "other", random, 0).get(0);
    rest.forEach(timed -> played.accept(timed.slice()));
    played.readUpTo(13 * SECOND);
    WindowReport window = played.lastWindows().get(0L);
    assertThat(window.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(window.passes()).isEqualTo(new PassCounts(2, 8, 0, 0));
    assertThat(window.account().windowed()).isEqualTo(10 * CALLS_A_PASS);
  }

  @Test
  void aNightWithoutTrafficPutsNoLiveRankOutOfStep() {
    SyntheticReplica evening = Pair.replica(0, 10);
    long hours = 10 * 3600;
    SyntheticReplica morning = Pair.replica(hours, 10);
    played
        .accept(passes(evening, 0, "first", 0, 5, 0))
        .accept(passes(evening, 1, "first", 0, 5, 0));
    played.readUpTo(5 * SECOND);
    played.accept(passes(evening, 1, "restarted", 5, 10, -5));
    played.accept(passes(evening, 0, "first", 5, 10, 0));
    assertThat(played.readUpTo(9 * 3600 * SECOND).lastWindows().get(0L).verdict())
        .isEqualTo(Verdict.MATCH);

    played.accept(passes(morning, 0, "first", 0, 10, 10));
    played.accept(passes(morning, 1, "restarted", 0, 10, 5));
    played.readUpTo(Long.MAX_VALUE);
    WindowReport window = played.lastWindows().get(hours * SECOND);
    assertThat(window.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(window.passes()).isEqualTo(new PassCounts(1, 9, 0, 0));
  }

  private Slice passes(
      SyntheticReplica replica, int rank, String runId, int from, int to, long shift) {
    return Pair.slice(replica, rank, runId, from, to, shift, random);
  }
}
