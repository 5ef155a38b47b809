package dev.ringside.core.books;

import static dev.ringside.core.books.Pair.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.EngineAccount;
import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.books.RankFeed.Timed;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.synthetic.SyntheticReplica;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A pass a second in windows of ten; what the engine says of them beside. */
class EngineTellsTest {

  private static final long DELAY = SECOND / 5;

  private final Ledger ledger = Pair.ledger();
  private final Map<Long, WindowReport> last = new HashMap<>();
  private final List<WindowReport> all = new ArrayList<>();
  private long sequence;

  private void note(List<WindowReport> reports) {
    all.addAll(reports);
    reports.forEach(report -> last.put(report.startNs(), report));
  }

  /** The engine tells of the {@code number}-th pass some time after its end. */
  private static Iteration told(long number, long endNs) {
    boolean prompt = number == 0;
    return new Iteration(
        "",
        0,
        number,
        endNs + DELAY,
        SECOND,
        prompt ? 1 : 0,
        prompt ? 128 : 0,
        prompt ? 0 : 1,
        prompt ? 0 : 1,
        false);
  }

  /** Calls of a pass that ends in each second from {@code from} on; and what the engine tells. */
  private void play(SyntheticReplica calls, List<Iteration> told) {
    List<Timed> slices = new ArrayList<>();
    Pair.live(calls, "live", new Random(3), 0, 1).values().forEach(slices::addAll);
    slices.sort(Comparator.comparingLong(timed -> timed.slice().heard().appendedNs()));
    int next = 0;
    for (Timed slice : slices) {
      while (next < told.size() && told.get(next).endNs() <= slice.slice().heard().appendedNs()) {
        note(ledger.tell(sequence++, List.of(told.get(next++))));
      }
      note(ledger.accept(slice.slice()));
    }
    while (next < told.size()) {
      note(ledger.tell(sequence++, List.of(told.get(next++))));
    }
  }

  /** Ends of the passes that {@link Pair#replica} makes. */
  private static List<Long> ends(SyntheticReplica calls) {
    return RankFeed.live(calls, 0, "any", new Random(1)).stream()
        .flatMap(timed -> timed.slice().passes().stream())
        .flatMap(block -> dev.ringside.core.pass.Passes.of(block).stream())
        .map(pass -> pass.endNs())
        .toList();
  }

  private static List<Iteration> all(List<Long> ends) {
    List<Iteration> told = new ArrayList<>();
    for (int i = 0; i < ends.size(); i++) {
      told.add(told(i, ends.get(i)));
    }
    return told;
  }

  private EnginePasses window(long second) {
    return last.get(second * SECOND).told().map(EngineAccount::window).orElseThrow();
  }

  @Test
  void bothSidesAgree() {
    SyntheticReplica calls = Pair.replica(0, 45);
    play(calls, all(ends(calls)));

    assertThat(window(10)).isEqualTo(new EnginePasses(10, 10, 0, 0, 0, 0, 10, 10, 0, 0));
    assertThat(window(20)).isEqualTo(window(10));
    assertThat(last.get(20 * SECOND).findings())
        .extracting(Finding::kind)
        .doesNotContain("passes_without_calls", "passes_not_told");
    assertThat(last.get(20 * SECOND).verdict()).isEqualTo(Verdict.MATCH);
  }

  /** The window in which both began is only half known, and so not counted. */
  @Test
  void aWindowThatWasHeardInPartIsLeftOut() {
    SyntheticReplica calls = Pair.replica(0, 45);
    play(calls, all(ends(calls)));

    assertThat(last.get(0L).told().map(EngineAccount::window).orElse(EnginePasses.NONE))
        .isEqualTo(EnginePasses.NONE);
  }

  @Test
  void passesOfWhichNoCallIsSeenAreAFindingWithNumbers() {
    SyntheticReplica calls = Pair.replica(0, 45);
    List<Iteration> told = new ArrayList<>();
    for (long end : ends(calls)) {
      told.add(told(told.size(), end));
      told.add(new Iteration("", 0, told.size(), end + SECOND / 2, 1, 2, 300, 5, 5, false));
    }
    play(calls, told);

    assertThat(window(20))
        .isEqualTo(new EnginePasses(20, 10, 10, 0, 0, 0, 10 + 3050, 10 + 70, 3050, 70));
    assertThat(last.get(20 * SECOND).findings())
        .filteredOn(finding -> finding.kind().equals("passes_without_calls"))
        .singleElement()
        .extracting(Finding::text)
        .asString()
        .contains("ran 20 passes, calls show 10", "10 passes, 3050 tokens");
  }

  @Test
  void passesOfWhichTheEngineSaysNothingAreCountedWithTheNumbersThatAreMissing() {
    SyntheticReplica calls = Pair.replica(0, 45);
    List<Iteration> told = all(ends(calls));
    told.removeIf(one -> one.number() % 10 >= 4 && one.number() % 10 < 7);
    play(calls, told);

    assertThat(window(20)).isEqualTo(new EnginePasses(7, 7, 0, 3, 0, 3, 7, 7, 0, 0));
    assertThat(last.get(20 * SECOND).findings())
        .extracting(Finding::kind)
        .contains("passes_not_told");
  }

  @Test
  void anEngineWithoutCallsIsToldOfToo() {
    for (int second = 0; second < 60; second++) {
      note(ledger.tell(second, List.of(told(second + 1, second * SECOND))));
    }

    assertThat(window(10)).isEqualTo(new EnginePasses(10, 0, 10, 0, 0, 0, 10, 10, 10, 10));
    assertThat(last.get(10 * SECOND).verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(ledger.openWindows()).isEmpty();
  }

  @Test
  void aBatchThatComesTwiceCountsOnce() {
    for (int second = 0; second < 60; second++) {
      note(ledger.tell(second, List.of(told(second + 1, second * SECOND))));
      note(ledger.tell(second, List.of(told(second + 1, second * SECOND))));
    }

    assertThat(window(20).told()).isEqualTo(10);
  }

  @Test
  void eachPassIsCountedOnceHoweverLateItIsTold() {
    SyntheticReplica calls = Pair.replica(0, 45);
    play(calls, List.of());
    assertThat(all).allMatch(report -> report.told().isEmpty());
    note(ledger.tell(0, all(ends(calls))));
    note(ledger.readUpTo(500 * SECOND));

    Optional<EngineAccount> told =
        all.stream().map(WindowReport::told).flatMap(Optional::stream).reduce((a, b) -> b);
    long windows =
        last.values().stream()
            .flatMap(report -> report.told().stream())
            .mapToLong(account -> account.window().told())
            .sum();
    assertThat(told.map(account -> account.total().told()).orElse(0L)).isEqualTo(windows);
  }
}
