package dev.ringside.flink.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.books.LateCalls;
import dev.ringside.core.books.ReplicaTotals;
import dev.ringside.core.observation.TotalsLedger;
import dev.ringside.core.series.RunningTotals;
import dev.ringside.core.series.SeriesTotal;
import dev.ringside.core.series.TransportTotal;
import dev.ringside.core.stream.RankEvent;
import dev.ringside.core.stream.RankStream;
import dev.ringside.core.stream.RankStreams;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** State goes through bytes at any moment without anybody noticing. */
class StateCodecProperties {

  private static final int SEEDS = 100;

  static LongStream seeds() {
    return LongStream.range(0, SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void restoringAnywhereChangesNothing(long seed) {
    List<History.Event> events = History.of(seed).events();
    Books whole = new Books();
    events.forEach(whole::enter);

    Random random = new Random(seed);
    Books cut = new Books();
    for (History.Event event : events) {
      cut.enter(event);
      if (random.nextInt(3) == 0) {
        cut.restart();
      }
    }

    assertSame(cut, whole);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aCopySharesNothingWithItsOriginal(long seed) {
    List<History.Event> events = History.of(seed).events();
    int fork = new Random(seed).nextInt(events.size());
    Books original = new Books();
    events.subList(0, fork).forEach(original::enter);
    Books copy = original.copy();
    Books whole = new Books();
    events.forEach(whole::enter);

    events.subList(fork, events.size()).forEach(original::enter);
    assertSame(original, whole);
    events.subList(fork, events.size()).forEach(copy::enter);
    assertSame(copy, whole);
  }

  private static void assertSame(Books actual, Books expected) {
    assertThat(actual.events()).isEqualTo(expected.events());
    assertThat(actual.late()).isEqualTo(expected.late());
    assertThat(actual.reports()).hasSameSizeAs(expected.reports());
    for (int i = 0; i < actual.reports().size(); i++) {
      assertThat(actual.reports().get(i)).as("report %d", i).isEqualTo(expected.reports().get(i));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyCallThatCameHasOnePlace(long seed) {
    Books books = new Books();
    for (History.Event event : History.of(seed).events()) {
      books.enter(event);
      Account account = books.runningTotals().account();
      assertThat(account.balances()).as("%s", account).isTrue();
    }

    Account account = books.runningTotals().account();
    long open = books.streams().values().stream().mapToLong(RankStreams::callsLeftOpen).sum();
    assertThat(account.observed() + open).isEqualTo(books.observed());
    assertThat(books.late().stream().mapToLong(LateCalls::calls).sum()).isEqualTo(account.late());
  }

  /** The histories are worth cutting: among them is every state that could be lost. */
  @Test
  void theHistoriesReachWhatTheCodecsHold() {
    Set<String> reached = new HashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      Books books = new Books();
      for (History.Event event : History.of(seed).events()) {
        books.enter(event);
        reached.addAll(reachedBy(books));
      }
    }
    assertThat(reached)
        .contains(
            "open window",
            "journal",
            "declared run",
            "reported window",
            "waiting pass",
            "late",
            "duplicate",
            "out of order",
            "incomplete",
            "poison",
            "gap",
            "two runs",
            "unplaced pass",
            "silent rank",
            "rank that a window misses",
            "misaligned");
  }

  private static List<String> reachedBy(Books books) {
    ReplicaTotals.Snapshot totals = books.totals();
    Account account = totals.totals().account();
    List<String> reached = new ArrayList<>();
    books.windows().forEach(w -> reached.add(w.isReported() ? "reported window" : "open window"));
    books.windows().stream()
        .filter(w -> !w.journals().isEmpty())
        .forEach(w -> reached.add("journal"));
    books.runs().stream()
        .filter(r -> r.run().isDeclared())
        .forEach(r -> reached.add("declared run"));
    books.runs().stream()
        .filter(r -> !r.waiting().isEmpty())
        .forEach(r -> reached.add("waiting pass"));
    books.runs().stream()
        .filter(r -> r.marks().misaligned() > 0)
        .forEach(r -> reached.add("misaligned"));
    books.runs().stream()
        .filter(r -> !r.unplaced().isEmpty())
        .forEach(r -> reached.add("unplaced pass"));
    books.windows().stream()
        .filter(w -> !w.incomplete().isEmpty())
        .forEach(w -> reached.add("rank that a window misses"));
    books.runs().stream()
        .flatMap(r -> r.ranks().values().stream())
        .filter(r -> r.silent())
        .forEach(r -> reached.add("silent rank"));
    books.runs().stream()
        .flatMap(r -> r.ranks().values().stream())
        .filter(r -> r.gap())
        .forEach(r -> reached.add("gap"));
    add(reached, "late", account.late());
    add(reached, "duplicate", account.duplicate());
    add(reached, "out of order", account.rejected().getOrDefault("out_of_order", 0L));
    add(reached, "incomplete", account.incomplete());
    add(reached, "poison", totals.unclaimed().deadLetteredRecords());
    add(reached, "two runs", books.runs().size() - 1);
    return reached;
  }

  private static void add(List<String> reached, String what, long count) {
    if (count > 0) {
      reached.add(what);
    }
  }

  /** Hash orders differ from process to process: a report must not show them. */
  @ParameterizedTest
  @MethodSource("seeds")
  void totalsAreReportedInOneOrderWhateverTheyAreReadIn(long seed) {
    Books books = new Books();
    History.of(seed).events().forEach(books::enter);
    RunningTotals totals = books.runningTotals();
    List<SeriesTotal> series = new ArrayList<>(totals.series());
    List<TransportTotal> transports = new ArrayList<>(totals.transports());
    Collections.shuffle(series, new Random(seed));
    Collections.shuffle(transports, new Random(seed));

    TotalsLedger read = new TotalsLedger(series, transports);

    assertThat(read.series()).isEqualTo(totals.series());
    assertThat(read.transports()).isEqualTo(totals.transports());
  }

  /** What crosses the shuffle is what was sent, the pass in it call by call. */
  @ParameterizedTest
  @MethodSource("seeds")
  void anEventComesOutAsItWentIn(long seed) {
    RankStream stream = new RankStream();
    for (History.Event event : History.of(seed).events()) {
      if (event instanceof History.Arrival arrival && arrival.batch().header().rank() == 0) {
        RankEvent sent = stream.accept(arrival.batch(), arrival.against(), History.WINDOW_NS, seed);
        RankEvent read = Books.RANK_EVENT.restored(sent);
        assertThat(Books.factsOf(read)).isEqualTo(Books.factsOf(sent));
        assertThat(callsIn(read)).isEqualTo(callsIn(sent));
      }
    }
  }

  private static long callsIn(RankEvent event) {
    return event instanceof RankEvent.Slice slice
        ? slice.passes().stream().mapToLong(block -> block.whole().calls()).sum()
        : 0;
  }
}
