package dev.ringside.flink.commmetrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.desk.Desks;
import dev.ringside.core.desk.ReplicaEvent;
import dev.ringside.core.desk.WindowRule;
import dev.ringside.core.engine.EngineJoin;
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
import dev.ringside.schemas.iteration.IterationBatch;
import dev.ringside.schemas.iteration.IterationOrigin;
import dev.ringside.schemas.topic.RecordKey;
import dev.ringside.schemas.topic.ReportKey;
import dev.ringside.schemas.topic.Topics;
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

  /** Only of replicas whose engine tells of its passes. */
  static final ValueStateDescriptor<EngineJoin> ENGINE =
      new ValueStateDescriptor<>("engine", Codecs.ENGINE_JOIN);

  private final TimeSettings time;
  private final WindowSettings settings;
  private final List<HostedDesk> hosted;
  private transient WindowRule windows;
  private transient MapState<Integer, RankStream> streams;
  private transient ValueState<ReplicaJoin> joins;
  private transient ValueState<Long> arrived;
  private transient ValueState<EngineJoin> engines;

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
    engines = getRuntimeContext().getState(ENGINE);
    hosted.forEach(desk -> desk.open(getRuntimeContext()));
  }

  /** The replica's part of the record key; all of it if it is not a proper key. */
  static String keyOf(KafkaRecord batch) {
    String key = batch.keyText();
    if (Topics.isOfIterations(batch.topic())) {
      return key;
    }
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
    Desks desks = seat(event.deployment(), event.replica(), join.windows(), came, context);
    desks.accept(withEngine(join.accept(event)));
    store(join, context);
    arrived.update(came);
  }

  /** The events with what the engine tells in between, if it tells anything. */
  private List<ReplicaEvent> withEngine(List<ReplicaEvent> events) throws Exception {
    EngineJoin engine = engines.value();
    if (engine == null) {
      return events;
    }
    List<ReplicaEvent> all = engine.follow(events);
    engines.update(engine);
    return all;
  }

  @Override
  protected void accept(
      IterationBatch batch, Optional<Deployment> against, StageContext<KeyedBytes> context)
      throws Exception {
    IterationOrigin origin = batch.origin();
    ReplicaJoin join = joins.value();
    WindowRule rule = join == null ? windows : join.windows();
    EngineJoin known = engines.value();
    EngineJoin engine =
        known == null
            ? new EngineJoin(
                rule, join == null ? Long.MIN_VALUE : join.snapshot().times().closedNs())
            : known;
    String stream = String.join("/", origin.agent(), origin.runId(), origin.worker());
    List<ReplicaEvent> events =
        engine.accept(stream, batch.sequence(), batch.heartbeats(), batch.iterations(), against);
    engines.update(engine);
    if (!events.isEmpty()) {
      Desks desks = seat(origin.deployment(), origin.replica(), rule, arrivedBefore(), context);
      if (join == null && against.isPresent()) {
        desks.accept(List.of(new ReplicaEvent.Deployed(against.get())));
      }
      desks.accept(events);
      storeDesks();
    }
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
    engines.clear();
    for (HostedDesk desk : hosted) {
      desk.startAfresh(came);
    }
  }

  /** A replica that reported is deleted from the topic of reports, which the exporter follows. */
  @Override
  protected void forget(String key, StageContext<KeyedBytes> context) throws Exception {
    boolean known = joins.value() != null || arrived.value() != null || engines.value() != null;
    streams.clear();
    joins.clear();
    engines.clear();
    arrived.clear();
    for (HostedDesk desk : hosted) {
      desk.forget(context.side());
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
      Desks desks = seat(any.deployment(), any.replica(), join.windows(), arrivedBefore(), context);
      join.waitFor(time.patience());
      desks.accept(withEngine(join.readUpTo(nanoseconds(context.watermarkMs()))));
      store(join, context);
    }
  }

  private static long nanoseconds(long ms) {
    return TimeUnit.MILLISECONDS.toNanos(ms);
  }

  private Desks seat(
      String deployment, int replica, WindowRule rule, long came, StageContext<KeyedBytes> context)
      throws Exception {
    Desks desks = new Desks();
    for (HostedDesk desk : hosted) {
      desk.seat(
          desks,
          new HostedDesk.Turn(deployment, replica, rule, came, context.side(), context.out()));
    }
    return desks;
  }

  private void store(ReplicaJoin join, StageContext<KeyedBytes> context) throws Exception {
    joins.update(join);
    storeDesks();
    OptionalLong next = join.nextTimerNs();
    if (next.isPresent()) {
      context.timers().ifPresent(timers -> register(next.getAsLong(), timers));
    }
  }

  private void storeDesks() throws Exception {
    for (HostedDesk desk : hosted) {
      desk.store();
    }
  }

  /** At the next whole step, and after now. */
  private void register(long ns, TimerService timers) {
    long stepMs = Math.max(1, time.quiet().toMillis() / STEPS);
    long soonestMs = Math.max(ns / NS_PER_MS, timers.currentWatermark()) + 1;
    timers.registerEventTimeTimer(Math.floorDiv(soonestMs + stepMs - 1, stepMs) * stepMs);
  }
}
