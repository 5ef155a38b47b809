package dev.ringside.flink.codec;

import dev.ringside.core.books.LateCalls;
import dev.ringside.core.books.LedgerSettings;
import dev.ringside.core.books.ReplicaLedger;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.stream.RankSlice;
import dev.ringside.core.stream.RankStream;
import dev.ringside.flink.type.Codecs;
import dev.ringside.schemas.report.WindowReportCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The job's two steps without Flink, their state behind its serializers. */
final class Books {

  static final Stored<RankSlice> SLICE = new Stored<>(Codecs.RANK_SLICE);
  static final Stored<RankStream> STREAM = new Stored<>(Codecs.RANK_STREAM);
  static final Stored<ReplicaLedger> LEDGER = new Stored<>(Codecs.LEDGER);

  private final Map<Integer, RankStream> streams = new TreeMap<>();
  private final List<Object> slices = new ArrayList<>();
  private final List<byte[]> reports = new ArrayList<>();
  private final List<LateCalls> late = new ArrayList<>();
  private ReplicaLedger ledger =
      new ReplicaLedger("test", 0, new LedgerSettings(History.WINDOW_NS, History.LATENESS_NS, 1.0));
  private long observed;

  void enter(History.Event event) {
    if (event instanceof History.Arrival arrival) {
      accept(arrival);
    } else if (event instanceof History.EventTime time) {
      report(ledger.advance(time.ns()));
    } else {
      ledger.acceptPoison();
    }
    late.addAll(ledger.takeLate());
  }

  private void accept(History.Arrival arrival) {
    observed += arrival.batch().header().observed();
    RankSlice slice =
        streams
            .computeIfAbsent(arrival.batch().header().rank(), rank -> new RankStream())
            .accept(arrival.batch(), arrival.against(), History.WINDOW_NS);
    slices.add(factsOf(slice));
    report(ledger.accept(slice));
  }

  private void report(List<WindowReport> due) {
    due.forEach(report -> reports.add(WindowReportCodec.encode(report)));
  }

  /** Everything in memory is lost but for what the state holds. */
  void restart() {
    streams.replaceAll((rank, stream) -> STREAM.restored(stream));
    ledger = LEDGER.restored(ledger);
  }

  /** A second set of books as Flink copies state while a checkpoint is being written. */
  Books copy() {
    Books copy = new Books();
    streams.forEach((rank, stream) -> copy.streams.put(rank, STREAM.copy(stream)));
    copy.ledger = LEDGER.copy(ledger);
    copy.observed = observed;
    copy.slices.addAll(slices);
    copy.reports.addAll(reports);
    copy.late.addAll(late);
    return copy;
  }

  /** Calls and refused events of all batches that came. */
  long observed() {
    return observed;
  }

  ReplicaLedger ledger() {
    return ledger;
  }

  Map<Integer, RankStream> streams() {
    return streams;
  }

  List<Object> slices() {
    return slices;
  }

  List<byte[]> reports() {
    return reports;
  }

  List<LateCalls> late() {
    return late;
  }

  /** A slice as values that know when they are equal. */
  static List<Object> factsOf(RankSlice slice) {
    List<Object> facts =
        new ArrayList<>(
            List.of(
                slice.deployment(),
                slice.replica(),
                slice.rank(),
                slice.runId(),
                slice.runRanks(),
                slice.against(),
                slice.endOfStream(),
                slice.gap(),
                slice.account()));
    slice.passes().stream()
        .flatMap(run -> run.passes().stream())
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
