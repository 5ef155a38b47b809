package dev.ringside.flink.codec;

import dev.ringside.core.books.LateCalls;
import dev.ringside.core.books.LateDesk;
import dev.ringside.core.books.LedgerSettings;
import dev.ringside.core.books.ReplicaBooks;
import dev.ringside.core.books.ReplicaTotals;
import dev.ringside.core.books.RunBooks;
import dev.ringside.core.books.WindowBooks;
import dev.ringside.core.desk.Desks;
import dev.ringside.core.join.ReplicaJoin;
import dev.ringside.core.join.RunSnapshot;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.Passes;
import dev.ringside.core.series.RunningTotals;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.stream.RankEvent;
import dev.ringside.core.stream.RankEvent.Slice;
import dev.ringside.core.stream.RankStream;
import dev.ringside.flink.type.Codecs;
import dev.ringside.flink.type.RankEvents;
import dev.ringside.schemas.report.WindowReportCodec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The job's two steps without Flink, their state behind its serializers. */
final class Books {

  private static final LedgerSettings SETTINGS =
      new LedgerSettings(History.WINDOW_NS, History.LATENESS_NS, 1.0);

  static final Stored<RankEvent> RANK_EVENT = new Stored<>(RankEvents.TYPE);
  private static final Stored<RankStream> STREAM = new Stored<>(Codecs.RANK_STREAM);
  private static final Stored<ReplicaJoin> JOIN = new Stored<>(Codecs.REPLICA_JOIN);
  private static final Stored<WindowBooks> WINDOW = new Stored<>(Codecs.WINDOW_BOOKS);
  private static final Stored<RunBooks> RUN = new Stored<>(Codecs.RUN_BOOKS);
  private static final Stored<ReplicaTotals> TOTALS = new Stored<>(Codecs.REPLICA_TOTALS);

  private final Map<Integer, RankStream> streams = new TreeMap<>();
  private final List<Object> events = new ArrayList<>();
  private final List<byte[]> reports = new ArrayList<>();
  private final List<LateCalls> late = new ArrayList<>();
  private ReplicaJoin join = new ReplicaJoin(0, SETTINGS.windows());
  private ReplicaBooks books = new ReplicaBooks("test", 0, SETTINGS);
  private Desks desks = desks();
  private long observed;

  private Desks desks() {
    return new Desks()
        .with(books, report -> reports.add(WindowReportCodec.encode(report)))
        .with(new LateDesk("test", 0), late::add);
  }

  void enter(History.Event event) {
    if (event instanceof History.Arrival arrival) {
      accept(arrival);
    } else if (event instanceof History.EventTime time) {
      desks.accept(join.readUpTo(time.ns()));
    } else {
      desks.accept(join.accept(new RankEvent.Poison("test", 0)));
    }
  }

  private void accept(History.Arrival arrival) {
    observed += arrival.batch().header().contents().observed();
    RankEvent event =
        streams
            .computeIfAbsent(arrival.batch().header().rank(), rank -> new RankStream())
            .accept(
                arrival.batch(),
                arrival.against(),
                History.WINDOW_NS,
                arrival.batch().header().lastEndNs());
    events.add(factsOf(event));
    desks.accept(join.accept(event));
  }

  /** Everything in memory is lost but for what the state holds. */
  void restart() {
    streams.replaceAll((rank, stream) -> STREAM.restored(stream));
    join = JOIN.restored(join);
    books = books(WINDOW::restored, RUN::restored, TOTALS::restored);
    desks = desks();
  }

  private ReplicaBooks books(
      UnaryOperator<WindowBooks> window,
      UnaryOperator<RunBooks> run,
      UnaryOperator<ReplicaTotals> totals) {
    Map<String, RunBooks> runs = new TreeMap<>();
    books.runs().forEach((id, open) -> runs.put(id, run.apply(open)));
    return new ReplicaBooks(
        "test",
        0,
        SETTINGS,
        books.windows().values().stream().map(window).toList(),
        runs,
        totals.apply(books.totals()));
  }

  /** A second set of books as Flink copies state while a checkpoint is being written. */
  Books copy() {
    Books copy = new Books();
    streams.forEach((rank, stream) -> copy.streams.put(rank, STREAM.copy(stream)));
    copy.join = JOIN.copy(join);
    copy.books = books(WINDOW::copy, RUN::copy, TOTALS::copy);
    copy.desks = copy.desks();
    copy.observed = observed;
    copy.events.addAll(events);
    copy.reports.addAll(reports);
    copy.late.addAll(late);
    return copy;
  }

  /** Calls and refused events of all batches that came. */
  long observed() {
    return observed;
  }

  RunningTotals runningTotals() {
    return books.runningTotals();
  }

  /** What waits, and how far each rank has come. */
  List<RunSnapshot> runs() {
    return join.snapshot().runs();
  }

  Collection<WindowBooks> windows() {
    return books.windows().values();
  }

  ReplicaTotals.Snapshot totals() {
    return books.totals().snapshot();
  }

  Map<Integer, RankStream> streams() {
    return streams;
  }

  List<Object> events() {
    return events;
  }

  List<byte[]> reports() {
    return reports;
  }

  List<LateCalls> late() {
    return late;
  }

  /** An event as values that know when they are equal. */
  static List<Object> factsOf(RankEvent event) {
    if (!(event instanceof Slice slice)) {
      return List.of(event);
    }
    List<Object> facts =
        new ArrayList<>(
            List.of(
                slice.sender(),
                slice.against(),
                slice.heard(),
                slice.endOfStream(),
                slice.gapAt(),
                slice.account()));
    slice.passes().stream()
        .flatMap(block -> Passes.of(block).stream())
        .forEach(pass -> facts.add(factsOf(pass)));
    return facts;
  }

  static List<Object> factsOf(ForwardPass pass) {
    return List.of(
        pass.rank(),
        pass.index(),
        pass.tokens(),
        pass.rows(),
        pass.endNs(),
        pass.complete(),
        factsOf(pass.tallies()));
  }

  private static Map<CallKind, Object> factsOf(Map<CallKind, CallTally> tallies) {
    Map<CallKind, Object> facts = new HashMap<>();
    tallies.forEach(
        (kind, tally) ->
            facts.put(kind, List.of(tally.calls(), tally.durationNs(), tally.durations())));
    return facts;
  }
}
