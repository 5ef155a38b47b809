package dev.ringside.core.books;

import static dev.ringside.core.books.Pair.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.progress.OpenCall;
import dev.ringside.core.progress.Place;
import dev.ringside.core.progress.Progress;
import dev.ringside.core.progress.Standing;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.stream.RankEvent.Aside;
import dev.ringside.core.stream.RankEvent.Heard;
import dev.ringside.core.stream.RankEvent.Sender;
import dev.ringside.core.stream.RankEvent.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Two live ranks whose agents report once a second: what they say of open calls and numbers, and
 * what is told of it. Windows last ten seconds, a hang half a minute.
 */
class HungReplicaTest {

  /** One rank's source knows the members, the other's does not: it is the same communicator. */
  private static final Communicator TENSOR = new Communicator("tp:0", 2, List.of(0, 1));

  private static final Communicator UNLISTED = new Communicator("tp:0", 2, List.of());

  private final Random random = new Random(1);
  private final List<WindowReport> reports = new ArrayList<>();
  private Ledger ledger = Pair.ledger();

  private void serve(long fromSecond, long first) {
    for (int rank : List.of(0, 1)) {
      reports.addAll(
          ledger.accept(
              Pair.slice(Pair.replica(fromSecond, 5), rank, "live", 0, 5, first, random)));
    }
  }

  private static Aside at(long number, boolean midPass) {
    return aside(UNLISTED, number, 1, midPass, List.of());
  }

  private static Aside aside(
      Communicator communicator, long number, long endNs, boolean midPass, List<OpenCall> open) {
    Standing standing = new Standing(communicator, Collective.ALL_REDUCE, number, endNs);
    return new Aside(
        new Progress(List.of(standing), open), new Place("node-7", 4711, "3"), midPass);
  }

  private void beat(int rank, long second, Aside aside) {
    hear(rank, second, aside, Account.EMPTY);
  }

  /** Calls of a pass that has not ended. */
  private void calls(int rank, long second, Aside aside) {
    hear(rank, second, aside, Account.observed(1));
  }

  private void hear(int rank, long second, Aside aside, Account account) {
    reports.addAll(
        ledger.accept(
            new Slice(
                new Sender("test", 0, rank, "live", List.of()),
                Optional.of(Pair.DEPLOYMENT),
                new Heard(second * SECOND, second * SECOND),
                false,
                Slice.NO_GAP,
                List.of(),
                account,
                aside)));
  }

  /** Rank i says {@code asides[i]} each second. */
  private void beats(long fromSecond, long toSecond, Aside... asides) {
    for (long second = fromSecond; second <= toSecond; second++) {
      for (int rank = 0; rank < asides.length; rank++) {
        beat(rank, second, asides[rank]);
      }
      reports.addAll(ledger.readUpTo(second * SECOND));
    }
  }

  private List<WindowReport> told(Verdict verdict) {
    return reports.stream().filter(report -> report.verdict() == verdict).toList();
  }

  private Finding hung() {
    return told(Verdict.HUNG).get(0).findings().get(0);
  }

  @Test
  void aRankThatWaitsInACallIsToldWithTheRankThatHasNotCome() {
    serve(0, 0);
    OpenCall open = new OpenCall(TENSOR, Collective.ALL_REDUCE, 81, 8192, 6 * SECOND);
    Aside waits = aside(TENSOR, 80, 5 * SECOND, false, List.of(open));
    beats(6, 34, waits, at(80, false));
    assertThat(told(Verdict.HUNG)).isEmpty();
    assertThat(told(Verdict.IDLE)).as("an open call is no idleness").isEmpty();

    beats(35, 62, waits, at(80, false));

    assertThat(told(Verdict.HUNG))
        .as("once a window while it lasts")
        .extracting(report -> report.startNs() / SECOND)
        .containsExactly(20L, 30L, 40L);
    assertThat(hung().kind()).isEqualTo("collective_hung");
    assertThat(hung().evidence())
        .containsEntry("communicator", "tp:0")
        .containsEntry("number", "81")
        .containsEntry("arrived", "[0]")
        .containsEntry("missing", "[1]")
        .containsEntry("shape", "late_rank")
        .containsEntry("rank_1", "node-7, pid 4711, GPU 3");
    assertThat(hung().cause().culprit().ids()).containsExactly("1");
    assertThat(hung().text()).contains("ranks [1] have not come, ranks [0] have");
  }

  @Test
  void aCallThatAllAreInIsStuckAndNoRanksFault() {
    serve(0, 0);
    OpenCall open = new OpenCall(TENSOR, Collective.ALL_REDUCE, 81, 8192, 6 * SECOND);
    Aside waits = aside(TENSOR, 80, 5 * SECOND, false, List.of(open));
    beats(6, 62, waits, waits);

    assertThat(hung().evidence()).containsEntry("shape", "stuck_call");
    assertThat(hung().cause().culprit().isKnown()).isFalse();
  }

  @Test
  void aRankThatWaitsInAnotherCallIsOutOfStep() {
    serve(0, 0);
    OpenCall open = new OpenCall(TENSOR, Collective.ALL_REDUCE, 81, 8192, 6 * SECOND);
    OpenCall other = new OpenCall(TENSOR, Collective.ALL_GATHER, 80, 8192, 6 * SECOND);
    beats(
        6,
        62,
        aside(TENSOR, 80, 5 * SECOND, false, List.of(open)),
        aside(TENSOR, 79, 5 * SECOND, false, List.of(other)));

    assertThat(hung().evidence()).containsEntry("shape", "desync");
    assertThat(hung().cause().culprit().isKnown()).isTrue();
  }

  @Test
  void anIdleServerWaitsForWhatItIsSent() {
    serve(0, 0);
    OpenCall receive = new OpenCall(TENSOR, Collective.RECV, 7, 64, 6 * SECOND);
    OpenCall broadcast = new OpenCall(TENSOR, Collective.BROADCAST, 7, 64, 6 * SECOND);
    Aside waits = aside(TENSOR, 80, 5 * SECOND, false, List.of(receive, broadcast));
    beats(6, 120, at(80, false), waits);
    assertThat(told(Verdict.HUNG)).isEmpty();
    assertThat(told(Verdict.IDLE)).isNotEmpty();
  }

  @Test
  void inTheMiddleOfAPassTheNumbersSayWhoIsBehind() {
    serve(0, 0);
    calls(0, 6, aside(UNLISTED, -1, 6 * SECOND, true, List.of()));
    beats(7, 50, aside(UNLISTED, -1, 6 * SECOND, true, List.of()), at(Long.MAX_VALUE, true));
    assertThat(hung().evidence())
        .as("numbers have 64 bits and no sign")
        .containsEntry("number", "18446744073709551615")
        .containsEntry("shown_by", "numbers")
        .containsEntry("missing", "[1]");
    assertThat(Integer.parseInt(hung().evidence().get("still_seconds"))).isBetween(30, 40);
  }

  @Test
  void aPassThatDoesNotGoOnHangsThoughNoNumberDiffers() {
    serve(0, 0);
    calls(0, 6, at(80, true));
    beats(7, 50, at(80, true), at(80, true));
    assertThat(hung().evidence())
        .containsEntry("shown_by", "open_pass")
        .containsEntry("number", "80")
        .containsEntry("missing", "[]");
    assertThat(hung().text()).contains("the source does not tell who has not come");
  }

  @Test
  void ofARankThatDiedInAPassNothingIsHeardAndTheOthersHang() {
    serve(0, 0);
    beats(6, 8, at(80, true), at(80, true));
    beats(9, 70, at(80, true));
    assertThat(hung().evidence()).containsEntry("missing", "[1]").containsEntry("arrived", "[0]");
  }

  @Test
  void aHangThatEndsIsToldNoLonger() {
    serve(0, 0);
    calls(0, 6, at(80, true));
    beats(7, 50, at(80, true), at(80, true));
    int before = told(Verdict.HUNG).size();
    serve(51, 5);
    beats(57, 120, at(85, false), at(85, false));
    assertThat(told(Verdict.HUNG)).hasSize(before);
    assertThat(told(Verdict.MATCH)).isNotEmpty();
    assertThat(told(Verdict.IDLE)).isNotEmpty();
  }

  /** Lines of one rank were lost before everyone fell idle; or graphs replay old numbers. */
  @Test
  void numbersThatDifferBetweenPassesAreLostLinesAndNoHang() {
    serve(0, 0);
    beats(6, 120, at(80, false), at(75, false));
    assertThat(told(Verdict.HUNG)).isEmpty();
    assertThat(told(Verdict.IDLE)).isNotEmpty();
  }

  @Test
  void frozenNumbersOfCapturedGraphsAreNoHangWhileCallsCome() {
    serve(0, 0);
    for (long second = 6; second <= 120; second++) {
      calls(0, second, at(80, true));
      calls(1, second, at(80, true));
      reports.addAll(ledger.readUpTo(second * SECOND));
    }
    assertThat(told(Verdict.HUNG)).isEmpty();
    assertThat(told(Verdict.DEAF)).isEmpty();
  }

  /** The first waits in a barrier while the other still loads; no pass was seen yet. */
  @Test
  void ranksThatStartHalfAMinuteApartDoNotHang() {
    OpenCall barrier = new OpenCall(TENSOR, Collective.ALL_REDUCE, 0, 4, 2 * SECOND);
    Aside waits = aside(TENSOR, 0, Standing.NOT_KNOWN, false, List.of(barrier));
    beats(2, 32, waits);
    beats(33, 45, at(0, false), at(0, false));
    serve(46, 0);
    beats(52, 60, at(80, false), at(80, false));
    assertThat(told(Verdict.HUNG)).isEmpty();
  }

  @Test
  void whoNeverStartsIsToldAtLast() {
    OpenCall barrier = new OpenCall(TENSOR, Collective.ALL_REDUCE, 0, 4, 2 * SECOND);
    Aside waits = aside(TENSOR, 0, Standing.NOT_KNOWN, false, List.of(barrier));
    beats(2, 330, waits);
    assertThat(hung().evidence()).containsEntry("missing", "[1]");
    assertThat(told(Verdict.HUNG).get(0).startNs() / SECOND)
        .as("ten times as patient before the first pass")
        .isGreaterThanOrEqualTo(290);
  }

  @Test
  void agentsThatStartAnewOneAfterTheOtherAreNoFault() {
    serve(0, 0);
    for (long second = 6; second <= 200; second++) {
      boolean away0 = second >= 40 && second < 58;
      boolean away1 = second >= 70 && second < 88;
      if (!away0) {
        calls(0, second, at(second, second % 2 == 0));
      }
      if (!away1) {
        calls(1, second, at(second, second % 3 == 0));
      }
      reports.addAll(ledger.readUpTo(second * SECOND));
    }
    assertThat(told(Verdict.HUNG)).isEmpty();
    assertThat(told(Verdict.DEAF)).isEmpty();
  }

  @Test
  void anAgentThatSeesNothingOfItsRankWhileTheOtherMakesCallsIsDeaf() {
    serve(0, 0);
    for (long second = 6; second <= 34; second++) {
      calls(0, second, at(second, true));
      beat(1, second, Aside.NONE);
    }
    assertThat(told(Verdict.DEAF)).isEmpty();
    for (long second = 35; second <= 70; second++) {
      calls(0, second, at(second, true));
      beat(1, second, new Aside(Progress.NONE, new Place("node-7", 4711, "3"), false));
      reports.addAll(ledger.readUpTo(second * SECOND));
    }
    assertThat(told(Verdict.DEAF)).hasSizeBetween(2, 5);
    assertThat(told(Verdict.HUNG)).isEmpty();
    Finding deaf =
        told(Verdict.DEAF).get(0).findings().stream()
            .filter(finding -> finding.kind().equals("ranks_unseen"))
            .findFirst()
            .orElseThrow();
    assertThat(deaf.ranks()).containsExactly(1);
    assertThat(deaf.evidence()).containsEntry("rank_1", "node-7, pid 4711, GPU 3");
  }

  @Test
  void aNightWithoutCallsMakesNoAgentDeafInTheMorning() {
    serve(0, 0);
    beats(6, 3_600, Aside.NONE, Aside.NONE);
    for (long second = 3_601; second <= 3_603; second++) {
      calls(0, second, at(second, true));
      beat(1, second, Aside.NONE);
    }
    for (long second = 3_604; second <= 3_650; second++) {
      calls(0, second, at(second, true));
      calls(1, second, at(second, true));
    }
    assertThat(told(Verdict.DEAF)).isEmpty();
  }

  /** Bursts of two seconds, each half a minute apart: what counts is the time with calls. */
  @Test
  void pausesBetweenRequestsDoNotCountAsTimeWithCalls() {
    serve(0, 0);
    for (long second = 6; second <= 100; second++) {
      if (second % 30 < 2) {
        calls(0, second, at(second, true));
      } else {
        beat(0, second, at(second, false));
      }
      beat(1, second, Aside.NONE);
    }
    assertThat(told(Verdict.DEAF)).isEmpty();
  }

  @Test
  void whatWasSaidOutlivesARestartOfTheJob() {
    serve(0, 0);
    calls(0, 6, at(80, true));
    beats(7, 30, at(80, true), at(80, true));
    ledger = ledger.restored();
    beats(31, 50, at(80, true), at(80, true));
    assertThat(Integer.parseInt(hung().evidence().get("still_seconds"))).isBetween(30, 40);
  }
}
