package dev.ringside.core.books;

import dev.ringside.core.books.RankFeed.Timed;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.core.stream.RankEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Slices of several ranks in an order drawn at random, each rank's own order kept. */
final class Interleaving {

  private final Ledger ledger;
  private final List<WindowReport> reports = new ArrayList<>();

  Interleaving(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Rank by rank, one after the other. */
  Interleaving inTurn(Map<Integer, List<Timed>> feeds) {
    feeds.values().forEach(feed -> feed.forEach(timed -> accept(timed.event())));
    return this;
  }

  /**
   * In random order, with the log read now and then up to {@code boundNs} behind the rank that is
   * furthest back.
   */
  Interleaving shuffled(Map<Integer, List<Timed>> feeds, long boundNs, Random random) {
    List<Deque<Timed>> waiting = new ArrayList<>();
    feeds.values().forEach(feed -> waiting.add(new ArrayDeque<>(feed)));
    Map<Integer, Long> reached = new TreeMap<>();
    feeds.keySet().forEach(rank -> reached.put(rank, Long.MIN_VALUE));
    while (!waiting.isEmpty()) {
      Deque<Timed> next = waiting.get(random.nextInt(waiting.size()));
      for (int burst = random.nextInt(6); burst >= 0 && !next.isEmpty(); burst--) {
        Timed timed = next.remove();
        accept(timed.event());
        reached.put(timed.event().sender().rank(), timed.reachedNs());
      }
      waiting.removeIf(Collection::isEmpty);
      long behind = reached.values().stream().mapToLong(Long::longValue).min().orElseThrow();
      if (behind != Long.MIN_VALUE && random.nextBoolean()) {
        readUpTo(behind - boundNs);
      }
    }
    return this;
  }

  Interleaving accept(RankEvent event) {
    reports.addAll(ledger.accept(event));
    return this;
  }

  /** The log has been read up to {@code brokerNs}. */
  Interleaving readUpTo(long brokerNs) {
    reports.addAll(ledger.readUpTo(brokerNs));
    return this;
  }

  List<WindowReport> reports() {
    return reports;
  }

  /** What a compacted topic keeps: the last report of each window. */
  Map<Long, WindowReport> lastWindows() {
    Map<Long, WindowReport> last = new TreeMap<>();
    reports.stream()
        .filter(report -> report.scope() == Scope.WINDOW)
        .forEach(report -> last.put(report.startNs(), report));
    return last;
  }

  /** The run's report; an assertion error if there is not exactly one. */
  WindowReport run() {
    List<WindowReport> runs =
        reports.stream().filter(report -> report.scope() == Scope.RUN).toList();
    if (runs.size() != 1) {
      throw new AssertionError(runs.size() + " run reports");
    }
    return runs.get(0);
  }
}
