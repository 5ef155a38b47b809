package dev.ringside.core.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.report.Culprit;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Served;
import dev.ringside.core.report.WindowReport.Span;
import dev.ringside.core.report.WindowReport.Subject;
import dev.ringside.core.series.RunningTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FindingLogTest {

  private static final long WINDOW_NS = 10_000_000_000L;

  private final FindingLog log = new FindingLog();

  @Test
  void aFindingIsOpenedUpdatedAndResolvedByTwoWindowsWithoutIt() {
    assertThat(states(window(0, Verdict.DEVIATION, late(1)))).containsExactly("OPEN");
    assertThat(states(window(1, Verdict.DEVIATION, late(1)))).containsExactly("UPDATED");
    assertThat(states(window(2, Verdict.MATCH))).isEmpty();
    assertThat(states(window(3, Verdict.MATCH))).containsExactly("RESOLVED");
    assertThat(states(window(4, Verdict.MATCH))).isEmpty();
    assertThat(states(window(5, Verdict.DEVIATION, late(1)))).containsExactly("OPEN");
  }

  @Test
  void aWindowInWhichNothingWasComparedResolvesNothing() {
    log.after(window(0, Verdict.DEVIATION, late(1)));
    for (Verdict verdict : List.of(Verdict.IDLE, Verdict.INSUFFICIENT, Verdict.UNCHECKED)) {
      for (int start = 1; start < 9; start++) {
        assertThat(states(window(start, verdict))).as("%s", verdict).isEmpty();
      }
    }
    assertThat(log.kept()).singleElement().matches(kept -> !kept.isOver());
  }

  @Test
  void theCorrectionOfAWindowCountsWithThatWindow() {
    log.after(window(0, Verdict.DEVIATION, late(1)));
    log.after(window(1, Verdict.MATCH));
    assertThat(states(window(1, Verdict.MATCH))).isEmpty();
    assertThat(states(window(0, Verdict.MATCH))).isEmpty();
    assertThat(states(window(2, Verdict.MATCH))).containsExactly("RESOLVED");
  }

  @Test
  void windowsAreCountedOnceAndTimesAreThoseOfTheFirstAndTheLast() {
    log.after(window(3, Verdict.DEVIATION, late(1)));
    log.after(window(3, Verdict.DEVIATION, late(1)));
    FindingRecord last = log.after(window(4, Verdict.DEVIATION, late(1))).get(0);

    assertThat(last.windows()).isEqualTo(2);
    assertThat(last.firstNs()).isEqualTo(3 * WINDOW_NS);
    assertThat(last.lastNs()).isEqualTo(5 * WINDOW_NS);
  }

  @Test
  void whatIsKnownOfItsBeginningCountsMoreThanTheWindow() {
    FindingRecord opened = log.after(window(3, Verdict.DEVIATION, late(1).since(77))).get(0);

    assertThat(opened.firstNs()).isEqualTo(77);
  }

  @Test
  void figuresDoNotChangeTheIdAndTheCulpritDoes() {
    String one = log.after(window(0, Verdict.DEVIATION, late(1).with("calls", 5))).get(0).id();
    String again = log.after(window(1, Verdict.DEVIATION, late(1).with("calls", 9))).get(0).id();
    String other = log.after(window(2, Verdict.DEVIATION, late(2))).get(0).id();

    assertThat(again).isEqualTo(one).matches("[0-9a-f]{12}");
    assertThat(other).isNotEqualTo(one);
  }

  @Test
  void whatIsOnlyToBeKnownIsNoneOfThem() {
    Finding remark = FindingKind.SOURCE_REMARK.saying("remark");

    assertThat(log.after(window(0, Verdict.MATCH, remark))).isEmpty();
  }

  @Test
  void openOnesAreBoundedAndThoseThatAreOverMakeRoom() {
    Finding[] many = IntStream.range(0, 80).mapToObj(FindingLogTest::late).toArray(Finding[]::new);
    assertThat(log.after(window(0, Verdict.DEVIATION, many))).hasSize(FindingLog.MOST_KEPT);
    assertThat(log.after(window(1, Verdict.DEVIATION, late(99)))).isEmpty();
    log.after(window(2, Verdict.MATCH));
    assertThat(states(window(3, Verdict.DEVIATION, late(99)))).contains("OPEN");
    assertThat(log.kept()).hasSize(FindingLog.MOST_KEPT);
  }

  @Test
  void aRunsFindingsHaveTheTimesOfTheWindows() {
    log.after(window(1, Verdict.DEVIATION, late(1)));
    log.after(window(2, Verdict.DEVIATION, late(1), late(2)));
    log.after(window(3, Verdict.DEVIATION, late(2)));
    log.after(window(4, Verdict.DEVIATION, late(2)));

    List<Finding> dated = log.dated(run(late(1), late(2), late(3)));

    assertThat(dated.get(0).cause().sinceNs()).hasValue(WINDOW_NS);
    assertThat(dated.get(0).cause().untilNs()).hasValue(3 * WINDOW_NS);
    assertThat(dated.get(1).cause().sinceNs()).hasValue(2 * WINDOW_NS);
    assertThat(dated.get(1).cause().untilNs()).isEmpty();
    assertThat(dated.get(2)).isEqualTo(late(3));
  }

  /**
   * Whatever comes, a finding's life is OPEN, UPDATED ..., RESOLVED, and anew; a restart is none.
   */
  @Test
  void everyLifeIsInOrderWhereverItIsInterrupted() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      FindingLog whole = new FindingLog();
      FindingLog restarted = new FindingLog();
      List<String> life = new ArrayList<>();
      for (int start = 0; start < 30; start++) {
        WindowReport report =
            random.nextInt(3) == 0
                ? window(start, Verdict.DEVIATION, late(1))
                : window(start, Verdict.values()[random.nextInt(Verdict.values().length)]);
        List<FindingRecord> changes = whole.after(report);
        restarted = new FindingLog(restarted.kept());
        assertThat(restarted.after(report)).as("seed %d", seed).isEqualTo(changes);
        changes.forEach(change -> life.add(change.state().name()));
      }
      assertThat(String.join(" ", life) + " ")
          .as("seed %d", seed)
          .matches("((OPEN )(UPDATED )*(RESOLVED ))*((OPEN )(UPDATED )*)?");
    }
  }

  @Test
  void whereAFindingNamesNobodyItIsItsRanksOrTheDeployment() {
    assertThat(FindingLog.culprit(late(4), "llama", 0)).isEqualTo(Culprit.ranks(List.of(4)));
    assertThat(FindingLog.culprit(FindingKind.SOURCE_REMARK.saying("x"), "llama", 0).words())
        .isEqualTo("deployment llama");
    assertThat(
            FindingLog.culprit(
                    FindingKind.SOURCE_REMARK.saying("x").ofRanks(List.of(2, 3)), "llama", 0)
                .words())
        .isEqualTo("ranks 2, 3");
  }

  /** The sums of a run have passes without it, so its own report cannot name it. */
  @Test
  void aKnownFaultThatSomeWindowsNamedIsToldOfADeviatingRun() {
    Finding fault =
        FindingKind.KNOWN_FAULT
            .saying("x#1", 3, 4, "lacks 1", "x", "x", "x", "x")
            .with("id", "x#1");
    log.after(window(1, Verdict.DEVIATION, fault, late(1)));

    assertThat(log.dated(run(late(2)))).extracting(Finding::kind).contains("known_fault");
    assertThat(log.dated(run(late(2), fault)))
        .filteredOn(finding -> finding.kind().equals("known_fault"))
        .hasSize(1);
    WindowReport later =
        report(
            Subject.run("llama", 0, "s"),
            new Span(20 * WINDOW_NS, 30 * WINDOW_NS),
            Verdict.DEVIATION);
    assertThat(log.dated(later)).isEmpty();
    WindowReport sound =
        report(Subject.run("llama", 0, "r"), new Span(0, 9 * WINDOW_NS), Verdict.MATCH);
    assertThat(log.dated(sound)).isEmpty();
  }

  @Test
  void aFindingOfMoreRanksThanThereIsRoomForIsCutAndStaysTheSame() {
    List<Integer> all = IntStream.range(0, 100_000).boxed().toList();
    Finding huge =
        FindingKind.RANKS_NOT_SEEN
            .saying("ranks " + all, 0.5, 0.9)
            .ofRanks(all)
            .by(Culprit.ranks(all))
            .with("ranks", all);
    FindingRecord record = log.after(window(0, Verdict.DEVIATION, huge)).get(0);

    assertThat(record.finding().ranks()).hasSize(FindingLog.MOST_RANKS);
    assertThat(record.finding().cause().culprit().ids()).hasSize(FindingLog.MOST_RANKS);
    assertThat(record.finding().text()).hasSizeLessThan(2_000).endsWith(" ...");
    assertThat(record.finding().evidence().get("ranks")).hasSizeLessThan(2_000);
    assertThat(states(window(1, Verdict.DEVIATION, huge))).containsExactly("UPDATED");
  }

  private List<String> states(WindowReport report) {
    return log.after(report).stream().map(change -> change.state().name()).toList();
  }

  private static Finding late(int rank) {
    return FindingKind.RANKS_NOT_SEEN
        .saying("rank " + rank, 0.5, 0.9)
        .by(Culprit.ranks(List.of(rank)));
  }

  private static WindowReport window(int start, Verdict verdict, Finding... findings) {
    return report(
        Subject.window("llama", 0), Span.of(start * WINDOW_NS, WINDOW_NS), verdict, findings);
  }

  private static WindowReport run(Finding... findings) {
    return report(
        Subject.run("llama", 0, "r"), new Span(0, 9 * WINDOW_NS), Verdict.DEVIATION, findings);
  }

  private static WindowReport report(
      Subject subject, Span span, Verdict verdict, Finding... findings) {
    return new WindowReport(
        subject,
        Served.UNKNOWN,
        span,
        Account.observed(0),
        PassCounts.NONE,
        List.of(),
        1,
        OptionalDouble.empty(),
        List.of(),
        List.of(findings),
        verdict,
        RunningTotals.NONE);
  }
}
