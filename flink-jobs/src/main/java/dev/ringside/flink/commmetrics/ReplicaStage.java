package dev.ringside.flink.commmetrics;

import dev.ringside.core.desk.Desks;
import dev.ringside.core.desk.WindowRule;
import dev.ringside.core.join.ReplicaJoin;
import dev.ringside.core.stream.RankEvent;
import dev.ringside.flink.config.WindowSettings;
import dev.ringside.flink.record.KeyedBytes;
import dev.ringside.flink.type.Codecs;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Joins the ranks of each replica and hands what comes of it to the desks: the books, the list of
 * late calls. Sends their reports out as they fall due.
 *
 * <p>State by replica: the {@link ReplicaJoin}, bounded and cleared as said there, and what each
 * {@link HostedDesk} keeps. Everything that changed is written back after each element, so any
 * state backend will do. Timers: one in event time, the least that the join and the desks ask for.
 */
final class ReplicaStage extends KeyedProcessFunction<String, RankEvent, KeyedBytes> {

  private static final long serialVersionUID = 1;
  private static final long NS_PER_MS = 1_000_000;

  static final ValueStateDescriptor<ReplicaJoin> JOIN =
      new ValueStateDescriptor<>("join", Codecs.REPLICA_JOIN);

  private final WindowRule windows;
  private final List<HostedDesk> hosted;
  private transient ValueState<ReplicaJoin> joins;

  ReplicaStage(WindowSettings settings) {
    windows = settings.ledger().windows();
    hosted = List.of(new HostedBooks(settings.coverageFloor()), new HostedLateCalls());
  }

  @Override
  public void open(OpenContext context) {
    joins = getRuntimeContext().getState(JOIN);
    hosted.forEach(desk -> desk.open(getRuntimeContext()));
  }

  static String keyOf(RankEvent event) {
    return event.deployment() + "/" + event.replica();
  }

  private static String deploymentOf(String key) {
    return key.substring(0, key.lastIndexOf('/'));
  }

  private static int replicaOf(String key) {
    return Integer.parseInt(key.substring(key.lastIndexOf('/') + 1));
  }

  @Override
  public void processElement(RankEvent event, Context context, Collector<KeyedBytes> out)
      throws Exception {
    ReplicaJoin known = joins.value();
    ReplicaJoin join = known == null ? new ReplicaJoin(event.replica(), windows) : known;
    Desks desks = seat(join, context, out);
    long watermarkMs = context.timerService().currentWatermark();
    if (watermarkMs != Long.MIN_VALUE && join.isBehind(nanoseconds(watermarkMs))) {
      // This replica may have had no timer since: event time alone decides what is late.
      desks.accept(join.advance(nanoseconds(watermarkMs)));
    }
    desks.accept(join.accept(event));
    store(join, desks, context.timerService());
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<KeyedBytes> out)
      throws Exception {
    ReplicaJoin join = joins.value();
    Desks desks = seat(join, context, out);
    desks.accept(join.advance(nanoseconds(context.timerService().currentWatermark())));
    store(join, desks, context.timerService());
  }

  private static long nanoseconds(long ms) {
    return ms > Long.MAX_VALUE / NS_PER_MS ? Long.MAX_VALUE : ms * NS_PER_MS;
  }

  private Desks seat(ReplicaJoin join, Context context, Collector<KeyedBytes> out)
      throws Exception {
    String key = context.getCurrentKey();
    Desks desks = new Desks();
    for (HostedDesk desk : hosted) {
      desk.seat(
          desks,
          new HostedDesk.Turn(deploymentOf(key), replicaOf(key), join.windows(), context::output, out));
    }
    return desks;
  }

  private void store(ReplicaJoin join, Desks desks, TimerService timers) throws Exception {
    joins.update(join);
    for (HostedDesk desk : hosted) {
      desk.store();
    }
    Stream.of(join.nextTimerNs(), desks.nextTimerNs())
        .flatMapToLong(OptionalLong::stream)
        .min()
        .ifPresent(ns -> register(ns, timers));
  }

  private static void register(long ns, TimerService timers) {
    long ms = Math.floorDiv(ns + NS_PER_MS - 1, NS_PER_MS);
    timers.registerEventTimeTimer(Math.max(ms, timers.currentWatermark() + 1));
  }
}
