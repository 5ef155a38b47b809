package dev.ringside.core.books;

import dev.ringside.core.desk.Desks;
import dev.ringside.core.desk.ReplicaEvent;
import dev.ringside.core.engine.EngineJoin;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.join.Patience;
import dev.ringside.core.join.ReplicaJoin;
import dev.ringside.core.join.RunSnapshot;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.series.RunningTotals;
import dev.ringside.core.stream.RankEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A replica's join, its books and its list of late calls, put together as the job does it. */
final class Ledger {

  /** Twenty seconds for a rank, three for the last window, half a minute to hang. */
  static final Patience PATIENCE = new Patience(20_000_000_000L, 3_000_000_000L, 30_000_000_000L);

  private final LedgerSettings settings;
  private final ReplicaJoin join;
  private final ReplicaBooks books;
  private final Desks desks;
  private EngineJoin engine;
  private final List<WindowReport> reports = new ArrayList<>();
  private final List<LateCalls> late = new ArrayList<>();

  Ledger(LedgerSettings settings) {
    this(settings, new ReplicaJoin(0, settings.windows()), new ReplicaBooks("test", 0, settings));
  }

  private Ledger(LedgerSettings settings, ReplicaJoin join, ReplicaBooks books) {
    this.settings = settings;
    this.join = join;
    this.books = books;
    join.waitFor(PATIENCE);
    this.desks = new Desks().with(books, reports::add).with(new LateDesk("test", 0), late::add);
  }

  /** The same ledger made of its parts. */
  Ledger restored() {
    return new Ledger(
        settings,
        new ReplicaJoin(join.snapshot()),
        new ReplicaBooks(
            "test",
            0,
            settings,
            books.windows().values(),
            books.runs(),
            new ReplicaTotals(books.totals().snapshot())));
  }

  /** So many calls have come in all, of which some are in passes that have not ended. */
  void arrived(long calls) {
    books.arrived(calls);
  }

  List<WindowReport> accept(RankEvent event) {
    desks.accept(withEngine(join.accept(event)));
    return taken(reports);
  }

  private List<ReplicaEvent> withEngine(List<ReplicaEvent> events) {
    return engine == null ? events : engine.follow(events);
  }

  /** The engine tells of these passes. */
  List<WindowReport> tell(long sequence, List<Iteration> passes) {
    if (engine == null) {
      engine = new EngineJoin(settings.windows(), join.snapshot().times().closedNs());
    }
    engine = new EngineJoin(engine.snapshot());
    desks.accept(engine.accept("agent/run/", sequence, 0, passes, Optional.of(Pair.DEPLOYMENT)));
    return taken(reports);
  }

  /** The log has been read up to {@code brokerNs}. */
  List<WindowReport> readUpTo(long brokerNs) {
    desks.accept(withEngine(join.readUpTo(brokerNs)));
    return taken(reports);
  }

  List<LateCalls> takeLate() {
    return taken(late);
  }

  private static <T> List<T> taken(List<T> from) {
    List<T> taken = List.copyOf(from);
    from.clear();
    return taken;
  }

  OptionalLong nextTimerNs() {
    return join.nextTimerNs();
  }

  /** Starts of the windows that are open. */
  List<Long> openWindows() {
    return List.copyOf(books.windows().keySet());
  }

  /** The runs that are open. */
  List<RunSnapshot> openRuns() {
    return join.snapshot().runs();
  }

  RunningTotals runningTotals() {
    return books.runningTotals();
  }
}
