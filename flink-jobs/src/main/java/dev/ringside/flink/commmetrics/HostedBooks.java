package dev.ringside.flink.commmetrics;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ringside.core.books.LedgerSettings;
import dev.ringside.core.books.ReplicaBooks;
import dev.ringside.core.books.ReplicaTotals;
import dev.ringside.core.books.RunBooks;
import dev.ringside.core.books.WindowBooks;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.desk.Desks;
import dev.ringside.core.finding.FindingLog;
import dev.ringside.core.finding.FindingRecord;
import dev.ringside.core.report.WindowReport;
import dev.ringside.flink.record.KeyedBytes;
import dev.ringside.flink.stage.SideOutput;
import dev.ringside.flink.type.Codecs;
import dev.ringside.schemas.report.FindingRecordCodec;
import dev.ringside.schemas.report.WindowReportCodec;
import dev.ringside.schemas.topic.ReportKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.OutputTag;

/**
 * The books in the job's state: an entry for each open window and each declared run, the totals,
 * and the findings. What bounds and clears them is said in {@link ReplicaBooks}.
 */
final class HostedBooks implements HostedDesk {

  private static final long serialVersionUID = 1;

  static final MapStateDescriptor<Long, WindowBooks> WINDOWS =
      new MapStateDescriptor<>("windows", Types.LONG, Codecs.WINDOW_BOOKS);

  static final MapStateDescriptor<String, RunBooks> RUNS =
      new MapStateDescriptor<>("runs", Types.STRING, Codecs.RUN_BOOKS);

  static final ValueStateDescriptor<ReplicaTotals> TOTALS =
      new ValueStateDescriptor<>("totals", Codecs.REPLICA_TOTALS);

  static final ValueStateDescriptor<FindingLog> LOG =
      new ValueStateDescriptor<>("findings", Codecs.FINDING_LOG);

  /** Changes in the life of findings, by their ids. */
  static final OutputTag<KeyedBytes> FINDINGS = new OutputTag<>("findings", Codecs.KEYED_BYTES);

  private final double coverageFloor;
  private transient MapState<Long, WindowBooks> windows;
  private transient MapState<String, RunBooks> runs;
  private transient ValueState<ReplicaTotals> totals;
  private transient ValueState<FindingLog> logs;
  private transient ReplicaBooks seated;
  private transient Optional<FindingLog> changedLog;

  HostedBooks(double coverageFloor) {
    this.coverageFloor = coverageFloor;
  }

  @Override
  public void open(RuntimeContext runtime) {
    windows = runtime.getMapState(WINDOWS);
    runs = runtime.getMapState(RUNS);
    totals = runtime.getState(TOTALS);
    logs = runtime.getState(LOG);
  }

  @Override
  public void seat(Desks desks, Turn turn) throws Exception {
    ReplicaTotals known = totals.value();
    Map<String, RunBooks> open = new HashMap<>();
    for (Map.Entry<String, RunBooks> run : runs.entries()) {
      open.put(run.getKey(), run.getValue());
    }
    seated =
        new ReplicaBooks(
                turn.deployment(),
                turn.replica(),
                new LedgerSettings(turn.windows(), coverageFloor),
                windows.values(),
                open,
                known == null ? new ReplicaTotals() : known)
            .arrived(turn.arrived());
    changedLog = Optional.empty();
    desks.with(seated, report -> send(report, turn));
  }

  private void send(WindowReport report, Turn turn) {
    FindingLog log = log();
    log.after(report).forEach(change -> send(change, turn.side()));
    WindowReport told =
        report.scope() == WindowReport.Scope.RUN ? report.finding(log.dated(report)) : report;
    byte[] key = ReportKey.of(report);
    long room = Bound.RECORD_BYTES.most() - key.length;
    turn.reports().collect(new KeyedBytes(key, WindowReportCodec.encodeWithin(room, told)));
  }

  private static void send(FindingRecord change, SideOutput out) {
    out.send(FINDINGS, new KeyedBytes(key(change), FindingRecordCodec.encode(change)));
  }

  private static byte[] key(FindingRecord record) {
    return record.id().getBytes(US_ASCII);
  }

  private FindingLog log() {
    if (changedLog.isEmpty()) {
      changedLog = Optional.of(known());
    }
    return changedLog.get();
  }

  private FindingLog known() {
    try {
      FindingLog known = logs.value();
      return known == null ? new FindingLog() : known;
    } catch (IOException e) {
      throw new UncheckedIOException("the replica's findings cannot be read from state", e);
    }
  }

  /** Drops what is open, and counts it: the totals settle calls one whole booking at a time. */
  @Override
  public void startAfresh(long arrived) throws Exception {
    windows.clear();
    runs.clear();
    ReplicaTotals known = totals.value();
    ReplicaTotals kept = known == null ? new ReplicaTotals() : known;
    kept.startAfresh(arrived);
    totals.update(kept);
  }

  @Override
  public void forget(SideOutput side) throws Exception {
    FindingLog log = logs.value();
    if (log != null) {
      log.kept().forEach(kept -> side.send(FINDINGS, new KeyedBytes(key(kept.record()), null)));
    }
    windows.clear();
    runs.clear();
    totals.clear();
    logs.clear();
  }

  @Override
  public void store() throws Exception {
    ReplicaBooks.Changes changes = seated.takeChanges();
    for (Long start : changes.windows()) {
      put(windows, start, seated.windows().get(start));
    }
    for (String run : changes.runs()) {
      put(runs, run, seated.runs().get(run));
    }
    if (changes.totals()) {
      totals.update(seated.totals());
    }
    if (changedLog.isPresent()) {
      logs.update(changedLog.get());
    }
  }

  private static <K, V> void put(MapState<K, V> state, K key, V value) throws Exception {
    if (value == null) {
      state.remove(key);
    } else {
      state.put(key, value);
    }
  }
}
