package dev.ringside.flink.commmetrics;

import dev.ringside.core.books.LateCalls;
import dev.ringside.core.books.ReplicaLedger;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.stream.RankSlice;
import dev.ringside.flink.config.WindowSettings;
import dev.ringside.flink.record.KeyedBytes;
import dev.ringside.flink.type.Codecs;
import dev.ringside.schemas.report.WindowReportCodec;
import dev.ringside.schemas.topic.ReportKey;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Keeps one {@link ReplicaLedger} a replica and sends out its reports as they fall due.
 *
 * <p>State by replica: the ledger; its parts and their bounds are told there. Timers: event time,
 * for the next window that ends or closes, the next pass that waits too long, the next run given
 * up.
 */
final class ReplicaStage extends KeyedProcessFunction<String, RankSlice, KeyedBytes> {

  private static final long serialVersionUID = 1;
  private static final long NS_PER_MS = 1_000_000;

  static final OutputTag<LateCalls> LATE = new OutputTag<>("late-calls", Codecs.LATE_CALLS);

  static final ValueStateDescriptor<ReplicaLedger> LEDGER =
      new ValueStateDescriptor<>("ledger", Codecs.LEDGER);

  private final WindowSettings settings;
  private transient ValueState<ReplicaLedger> ledgers;
  private transient Counter lateCalls;

  ReplicaStage(WindowSettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    ledgers = getRuntimeContext().getState(LEDGER);
    lateCalls = getRuntimeContext().getMetricGroup().counter("lateCalls");
  }

  static String keyOf(RankSlice slice) {
    return slice.deployment() + "/" + slice.replica();
  }

  @Override
  public void processElement(RankSlice slice, Context context, Collector<KeyedBytes> out)
      throws Exception {
    ReplicaLedger ledger = ledgers.value();
    if (ledger == null) {
      ledger = new ReplicaLedger(slice.deployment(), slice.replica(), settings.ledger());
    }
    long watermarkMs = context.timerService().currentWatermark();
    if (watermarkMs != Long.MIN_VALUE && ledger.isBehind(nanoseconds(watermarkMs))) {
      // No timer need have come to this replica since: what is late is decided by event time alone.
      ledger.advance(nanoseconds(watermarkMs)).forEach(report -> send(report, out));
    }
    if (slice.account().deadLetteredRecords() > 0) {
      ledger.acceptPoison();
    } else {
      ledger.accept(slice).forEach(report -> send(report, out));
    }
    register(ledger, context);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<KeyedBytes> out)
      throws Exception {
    ReplicaLedger ledger = ledgers.value();
    long watermarkMs = context.timerService().currentWatermark();
    ledger.advance(nanoseconds(watermarkMs)).forEach(report -> send(report, out));
    register(ledger, context);
  }

  private static long nanoseconds(long ms) {
    return ms > Long.MAX_VALUE / NS_PER_MS ? Long.MAX_VALUE : ms * NS_PER_MS;
  }

  private void register(ReplicaLedger ledger, Context context) throws Exception {
    for (LateCalls late : ledger.takeLate()) {
      lateCalls.inc(late.calls());
      context.output(LATE, late);
    }
    long watermark = context.timerService().currentWatermark();
    ledger
        .nextTimerNs()
        .ifPresent(
            ns -> {
              long ms = Math.floorDiv(ns + NS_PER_MS - 1, NS_PER_MS);
              context.timerService().registerEventTimeTimer(Math.max(ms, watermark + 1));
            });
    ledgers.update(ledger);
  }

  private static void send(WindowReport report, Collector<KeyedBytes> out) {
    out.collect(new KeyedBytes(ReportKey.of(report), WindowReportCodec.encode(report)));
  }
}
