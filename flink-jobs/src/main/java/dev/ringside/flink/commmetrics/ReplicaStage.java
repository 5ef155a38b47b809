package dev.ringside.flink.commmetrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.desk.Desks;
import dev.ringside.core.desk.WindowRule;
import dev.ringside.core.join.ReplicaJoin;
import dev.ringside.core.stream.RankEvent;
import dev.ringside.core.stream.RankStream;
import dev.ringside.flink.config.WindowSettings;
import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.flink.record.KeyedBytes;
import dev.ringside.flink.stage.BatchStage;
import dev.ringside.flink.stage.StageContext;
import dev.ringside.flink.time.TimeSettings;
import dev.ringside.flink.type.Codecs;
import dev.ringside.schemas.topic.RecordKey;
import dev.ringside.schemas.topic.ReportKey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;

/**
 * All of a replica in one place: cuts its ranks' batches into passes, joins the ranks, hands what
 * comes of it to the desks (the books, the list of late calls), and sends their reports out as they
 * fall due.
 *
 * <p>State by replica, beside the stage's: a {@link RankStream} for each rank and the {@link
 * ReplicaJoin}, both bounded and cleared as said there, and what each {@link HostedDesk} keeps.
 * Everything that changed is written back after each element, so any state backend will do. Timers:
 * what the join asks for, in the broker's time, which is Flink's event time here; rounded up to
 * whole steps, so that few are set however many batches come.
 */
class ReplicaStage extends BatchStage<KeyedBytes> {

  private static final long serialVersionUID = 1;
  private static final long NS_PER_MS = 1_000_000;
  private static final long STEPS = 5;

  static final MapStateDescriptor<Integer, RankStream> STREAMS =
      new MapStateDescriptor<>("streams", Types.INT, Codecs.RANK_STREAM);

  static final ValueStateDescriptor<ReplicaJoin> JOIN =
      new ValueStateDescriptor<>("join", Codecs.REPLICA_JOIN);

  /** A number of its own: whatever a failed step leaves half changed, it knows what came before. */
  static final ValueStateDescriptor<Long> ARRIVED =
      new ValueStateDescriptor<>("arrived", Types.LONG);

  private final TimeSettings time;
  private final WindowSettings settings;
  private final List<HostedDesk> hosted;
  private transient WindowRule windows;
  private transient MapState<Integer, RankStream> streams;
  private transient ValueState<ReplicaJoin> joins;
  private transient ValueState<Long> arrived;

  ReplicaStage(TimeSettings time, WindowSettings settings) {
    this(time, settings, List.of(new HostedBooks(settings.coverageFloor()), new HostedLateCalls()));
  }

  ReplicaStage(TimeSettings time, WindowSettings settings, List<HostedDesk> hosted) {
    super(time);
    this.time = time;
    this.settings = settings;
    this.hosted = hosted;
  }

  @Override
  public void open(OpenContext context) {
    super.open(context);
    windows = settings.ledger().windows();
    streams = getRuntimeContext().getMapState(STREAMS);
    joins = getRuntimeContext().getState(JOIN);
    arrived = getRuntimeContext().getState(ARRIVED);
    hosted.forEach(desk -> desk.open(getRuntimeContext()));
  }

  /** The replica's part of the record key; all of it if it is not a proper key. */
  static String keyOf(KafkaRecord batch) {
    String key = batch.keyText();
    return key.substring(0, Math.max(0, key.lastIndexOf('/')));
  }

  @Override
  protected void accept(
      CallBatch batch,
      Optional<Deployment> against,
      long appendedMs,
      StageContext<KeyedBytes> context)
      throws Exception {
    int rank = batch.header().rank();
    RankStream known = streams.get(rank);
    RankStream stream = known == null ? new RankStream() : known;
    RankEvent event = stream.accept(batch, against, windows.lengthNs(), nanoseconds(appendedMs));
    streams.put(rank, stream);
    take(event, context);
  }

  @Override
  protected void acceptUnreadable(RecordKey key, StageContext<KeyedBytes> context)
      throws Exception {
    take(new RankEvent.Poison(key.deployment(), key.replica()), context);
  }

  /** Takes what a record of a rank came to, wherever its batches were cut into passes. */
  final void take(RankEvent event, StageContext<KeyedBytes> context) throws Exception {
    ReplicaJoin known = joins.value();
    ReplicaJoin join = known == null ? new ReplicaJoin(event.replica(), windows) : known;
    join.waitFor(time.patience());
    long came = arrivedBefore() + event.observed();
    Desks desks = seat(event.deployment(), event.replica(), join, came, context);
    desks.accept(join.accept(event));
    store(join, context);
    arrived.update(came);
  }

  private long arrivedBefore() throws Exception {
    Long known = arrived.value();
    return known == null ? 0 : known;
  }

  /** Streams, join and what the desks have open go; the books count what was in them as refused. */
  @Override
  protected void startAfresh(long calls) throws Exception {
    long came = arrivedBefore() + calls;
    arrived.update(came);
    streams.clear();
    joins.clear();
    for (HostedDesk desk : hosted) {
      desk.startAfresh(came);
    }
  }

  /** A replica that reported is deleted from the topic of reports, which the exporter follows. */
  @Override
  protected void forget(String key, StageContext<KeyedBytes> context) throws Exception {
    boolean known = joins.value() != null || arrived.value() != null;
    streams.clear();
    joins.clear();
    arrived.clear();
    for (HostedDesk desk : hosted) {
      desk.forget();
    }
    RecordKey any = anyRankOf(key);
    if (known) {
      byte[] window = ReportKey.ofWindow(any.deployment(), any.replica());
      context.out().collect(new KeyedBytes(window, null));
    }
  }

  @Override
  protected Optional<String> deploymentOf(String key) {
    return RecordKey.parse((key + "/0").getBytes(UTF_8)).map(RecordKey::deployment);
  }

  private static RecordKey anyRankOf(String key) {
    return RecordKey.parse((key + "/0").getBytes(UTF_8)).orElseThrow();
  }

  @Override
  protected void due(String key, StageContext<KeyedBytes> context) throws Exception {
    ReplicaJoin join = joins.value();
    if (join != null) {
      RecordKey any = anyRankOf(key);
      Desks desks = seat(any.deployment(), any.replica(), join, arrivedBefore(), context);
      join.waitFor(time.patience());
      desks.accept(join.readUpTo(nanoseconds(context.watermarkMs())));
      store(join, context);
    }
  }

  private static long nanoseconds(long ms) {
    return TimeUnit.MILLISECONDS.toNanos(ms);
  }

  private Desks seat(
      String deployment, int replica, ReplicaJoin join, long came, StageContext<KeyedBytes> context)
      throws Exception {
    Desks desks = new Desks();
    for (HostedDesk desk : hosted) {
      desk.seat(
          desks,
          new HostedDesk.Turn(
              deployment, replica, join.windows(), came, context.side(), context.out()));
    }
    return desks;
  }

  private void store(ReplicaJoin join, StageContext<KeyedBytes> context) throws Exception {
    joins.update(join);
    for (HostedDesk desk : hosted) {
      desk.store();
    }
    OptionalLong next = join.nextTimerNs();
    if (next.isPresent()) {
      context.timers().ifPresent(timers -> register(next.getAsLong(), timers));
    }
  }

  /** At the next whole step, and after now. */
  private void register(long ns, TimerService timers) {
    long stepMs = Math.max(1, time.quiet().toMillis() / STEPS);
    long soonestMs = Math.max(ns / NS_PER_MS, timers.currentWatermark()) + 1;
    timers.registerEventTimeTimer(Math.floorDiv(soonestMs + stepMs - 1, stepMs) * stepMs);
  }
}
