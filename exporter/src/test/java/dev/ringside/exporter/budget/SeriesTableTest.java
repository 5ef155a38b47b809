package dev.ringside.exporter.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.series.RunningTotals;
import dev.ringside.core.series.SeriesKey;
import dev.ringside.core.series.SeriesTotal;
import dev.ringside.exporter.replica.LastWindow;
import dev.ringside.exporter.replica.ReplicaId;
import dev.ringside.exporter.replica.ReplicaView;
import dev.ringside.exporter.series.Reports;
import dev.ringside.exporter.series.SeriesLabels;
import dev.ringside.exporter.series.SeriesView;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeriesTableTest {

  private static final Reports LLAMA = new Reports("llama", 0);

  private final SeriesTable table = new SeriesTable(100, Clock.systemUTC());

  @Test
  void showsNothingBeforeItHasCaughtUp() {
    table.accept(LLAMA.window(3), 1);

    assertThat(table.snapshot().replicas()).isEmpty();

    table.caughtUp();
    assertThat(table.snapshot().replicas()).hasSize(1);
  }

  @Test
  void showsTheTotalsOfTheNewestReport() {
    table.accept(LLAMA.window(1), 1);
    table.accept(LLAMA.window(2), 2);
    table.caughtUp();

    ReplicaView view = only(table);
    assertThat(view.account()).isEqualTo(LLAMA.window(2).totals().account());
    assertThat(view.passes()).isEqualTo(LLAMA.window(2).totals().passes());
    assertThat(view.series())
        .extracting(SeriesView::total)
        .containsExactlyInAnyOrderElementsOf(LLAMA.window(2).totals().series());
  }

  @Test
  void noCounterFallsWhenAnOlderReportComesAgain() {
    assertThat(table.accept(LLAMA.window(5), 1)).isTrue();
    assertThat(table.accept(LLAMA.window(2), 2)).isFalse();
    table.caughtUp();

    assertThat(only(table).account()).isEqualTo(LLAMA.window(5).totals().account());
  }

  @Test
  void aRepeatedReportIsNotStale() {
    table.accept(LLAMA.window(5), 1);

    assertThat(table.accept(LLAMA.window(5), 1)).isTrue();
  }

  @Test
  void theOrderOfReportsLeavesNoTraceInTheTotals() {
    SeriesTable backwards = new SeriesTable(100, Clock.systemUTC());
    for (int nth = 1; nth <= 4; nth++) {
      table.accept(LLAMA.window(nth), 1);
      backwards.accept(LLAMA.window(5 - nth), 1);
    }
    table.caughtUp();
    backwards.caughtUp();

    assertThat(only(backwards).account()).isEqualTo(only(table).account());
    assertThat(only(backwards).series())
        .extracting(SeriesView::total)
        .isEqualTo(only(table).series().stream().map(SeriesView::total).toList());
  }

  @Test
  void aRunsReportMovesTotalsButIsNoWindow() {
    table.accept(LLAMA.deviating(9), 1);
    table.accept(LLAMA.run("r1", 10), 2);
    table.caughtUp();

    ReplicaView view = only(table);
    assertThat(view.account()).isEqualTo(LLAMA.window(10).totals().account());
    assertThat(view.window()).hasValueSatisfying(w -> assertWindow(w, Verdict.DEVIATION, 1));
  }

  private static void assertWindow(LastWindow window, Verdict verdict, long reportedMs) {
    assertThat(window.verdict()).isEqualTo(verdict);
    assertThat(window.reportedMs()).isEqualTo(reportedMs);
  }

  @Test
  void theLastWindowToArriveIsShownEvenWithStaleTotals() {
    table.accept(LLAMA.window(12), 1);
    table.accept(LLAMA.deviating(9), 2);
    table.caughtUp();

    assertThat(only(table).window()).hasValueSatisfying(w -> assertWindow(w, Verdict.DEVIATION, 2));
  }

  @Test
  void forgetsADeletedReplica() {
    table.accept(LLAMA.window(1), 1);
    table.accept(new Reports("llama", 1).window(1), 1);
    table.caughtUp();

    table.forget(new ReplicaId("llama", 0));

    assertThat(only(table).labels().replica()).isEqualTo("1");
  }

  @Test
  void whatTheBudgetHasNoRoomForIsMergedAndNothingIsLost() {
    SeriesTable tight = new SeriesTable(3, Clock.systemUTC());
    tight.accept(LLAMA.window(2), 1);
    tight.caughtUp();
    table.accept(LLAMA.window(2), 1);
    table.caughtUp();

    Snapshot snapshot = tight.snapshot();
    assertThat(snapshot.series()).isEqualTo(3);
    assertThat(snapshot.overflowed()).isEqualTo(2);
    List<SeriesView> series = only(tight).series();
    assertThat(series.get(2).labels()).isEqualTo(SeriesLabels.OVERFLOW);
    assertThat(series.get(2).window()).isPresent();
    assertThat(sumOfCalls(tight)).isEqualTo(sumOfCalls(table));
    assertThat(sumOfDurations(tight)).isEqualTo(sumOfDurations(table));
  }

  @Test
  void replicasBeyondTheBudgetShareOneLabelAndNothingIsLost() {
    SeriesTable tight = new SeriesTable(3, Clock.systemUTC());
    IntStream.range(0, 10)
        .forEach(replica -> tight.accept(new Reports("llama", replica).window(1), 1));
    tight.caughtUp();

    Snapshot snapshot = tight.snapshot();
    assertThat(snapshot.series()).isEqualTo(3);
    assertThat(snapshot.overflowed()).isEqualTo(40);
    assertThat(snapshot.replicas())
        .extracting(view -> view.labels().replica())
        .containsExactly("0", "1", "other");
    table.accept(LLAMA.window(1), 1);
    table.caughtUp();
    assertThat(sumOfCalls(tight)).isEqualTo(10 * sumOfCalls(table));
    assertThat(snapshot.replicas().get(2).account().observed())
        .isEqualTo(8 * LLAMA.window(1).totals().account().observed());
  }

  @Test
  void seriesOfTheSameKeyAreOneSoThatNoLabelSetComesTwice() {
    WindowReport report = LLAMA.window(1);
    List<SeriesTotal> twice = new ArrayList<>(report.totals().series());
    twice.addAll(report.totals().series());
    table.accept(withSeries(report, twice), 1);
    table.caughtUp();

    assertThat(only(table).series()).hasSize(report.totals().series().size());
    assertThat(only(table).series().get(0).total().calls())
        .isEqualTo(2 * report.totals().series().get(0).calls());
  }

  @Test
  void anImpossibleSizeClassIsUnknownAndSpoilsNothing() {
    WindowReport report = LLAMA.window(1);
    SeriesTotal total = report.totals().series().get(0);
    table.accept(withSeries(report, List.of(inClass(total, 70), inClass(total, -9))), 1);
    table.caughtUp();

    assertThat(only(table).series()).hasSize(1);
    assertThat(only(table).series().get(0).labels().sizeClass()).isEmpty();
  }

  private static SeriesTotal inClass(SeriesTotal total, int sizeClass) {
    SeriesKey key = total.key();
    return new SeriesTotal(
        new SeriesKey(
            key.parallelism(),
            key.stage(),
            key.phase(),
            key.collective(),
            key.dataType(),
            sizeClass),
        total.observed(),
        total.timing(),
        total.expected());
  }

  private static WindowReport withSeries(WindowReport report, List<SeriesTotal> series) {
    RunningTotals totals = report.totals();
    return new WindowReport(
        report.subject(),
        report.served(),
        report.span(),
        report.account(),
        report.passes(),
        report.ranks(),
        report.coverage(),
        report.callCoverage(),
        report.rows(),
        report.findings(),
        report.verdict(),
        new RunningTotals(totals.account(), totals.passes(), series, totals.transports()));
  }

  @Test
  void refusesABudgetOfNothing() {
    assertThatThrownBy(() -> new SeriesTable(0, Clock.systemUTC()))
        .hasMessageContaining("at least 1");
  }

  private static ReplicaView only(SeriesTable table) {
    assertThat(table.snapshot().replicas()).hasSize(1);
    return table.snapshot().replicas().get(0);
  }

  private static long sumOfCalls(SeriesTable table) {
    return table.snapshot().replicas().stream()
        .flatMap(view -> view.series().stream())
        .mapToLong(series -> series.total().calls())
        .sum();
  }

  private static long sumOfDurations(SeriesTable table) {
    return table.snapshot().replicas().stream()
        .flatMap(view -> view.series().stream())
        .mapToLong(series -> series.total().durations().count())
        .sum();
  }

  /** The window of a table whose clock says {@code seconds} after its only report of a window. */
  private static LastWindow windowAfter(long seconds, WindowReport... reports) {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(1_000 + seconds * 1_000), ZoneOffset.UTC);
    SeriesTable aged = new SeriesTable(100, clock);
    for (WindowReport report : reports) {
      aged.accept(report, 1_000);
    }
    aged.caughtUp();
    return only(aged).window().orElseThrow();
  }

  @Test
  void aVerdictIsStaleOnceItIsOlderThanThreeWindows() {
    assertThat(windowAfter(30, LLAMA.window(1)).isStale()).isFalse();
    assertThat(windowAfter(30, LLAMA.window(1)).ageMs()).isEqualTo(30_000);
    assertThat(windowAfter(31, LLAMA.window(1)).isStale()).isTrue();
  }

  @Test
  void theVerdictOfAnEndedRunStaysWhatItIs() {
    assertThat(windowAfter(10_000, LLAMA.window(1), LLAMA.run("a", 1)).isStale()).isFalse();
    assertThat(windowAfter(10_000, LLAMA.window(1), LLAMA.run("a", 1), LLAMA.window(2)).isStale())
        .isTrue();
  }

  @Test
  void aReplicaThatIsGoneStaysGoneAndAnIdleOneBecomesStale() {
    assertThat(windowAfter(10_000, LLAMA.window(1, Verdict.GONE)).isStale()).isFalse();
    assertThat(windowAfter(10_000, LLAMA.window(1, Verdict.IDLE)).isStale()).isTrue();
  }

  @Test
  void aBrokerWhoseClockIsAheadMakesNoVerdictOld() {
    assertThat(windowAfter(-100, LLAMA.window(1)).ageMs()).isZero();
  }
}
