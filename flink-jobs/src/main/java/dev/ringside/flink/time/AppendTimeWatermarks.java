package dev.ringside.flink.time;

import dev.ringside.flink.record.KafkaRecord;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.util.clock.RelativeClock;

/**
 * How far the log has been read, in the broker's time: of each partition, up to the append time of
 * its last record. What records say about time has no influence; neither has who wrote them.
 *
 * <p>A partition of which nothing has come for the idleness is taken to have been read to its end,
 * up to the idleness ago: the broker's time goes on as this machine's clock does, from the latest
 * append time that the same reader has seen. While the reader is held back by what comes after it,
 * no time passes. A reader that has seen no record yet holds nothing up.
 *
 * <p>Partitions are read evenly: one that is further ahead in the broker's time than {@link #DRIFT}
 * waits for the others, so that a backlog of hours does not pile up in state.
 */
public final class AppendTimeWatermarks implements WatermarkStrategy<KafkaRecord> {

  private static final long serialVersionUID = 1;

  /** Beyond any idleness, so that a partition without records never stops the others. */
  static final Duration DRIFT = Duration.ofMinutes(2);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final String GROUP = "calls";
  private static final long NO_TIME = Long.MIN_VALUE;
  private static final long NS_PER_MS = 1_000_000;

  private final long idlenessMs;
  private transient BrokerTime brokerTime;

  private AppendTimeWatermarks(Duration idleness) {
    this.idlenessMs = idleness.toMillis();
  }

  public static WatermarkStrategy<KafkaRecord> of(TimeSettings settings) {
    Duration drift = DRIFT.plus(settings.idleness());
    return new AppendTimeWatermarks(settings.idleness())
        .withWatermarkAlignment(GROUP, drift, LOOK_AGAIN);
  }

  @Override
  public TimestampAssigner<KafkaRecord> createTimestampAssigner(
      TimestampAssignerSupplier.Context context) {
    return (record, recordTime) -> record.timestampMs() < 0 ? NO_TIME : record.timestampMs();
  }

  @Override
  public WatermarkGenerator<KafkaRecord> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    if (brokerTime == null) {
      brokerTime = new BrokerTime();
    }
    return new OfPartition(brokerTime, context.getInputActivityClock(), idlenessMs);
  }

  /** The latest append time that a reader has seen, and when it saw that. */
  private static final class BrokerTime {
    private long latestMs = NO_TIME;
    private long seenAtMs;

    void see(long appendedMs, long nowMs) {
      if (appendedMs > latestMs) {
        latestMs = appendedMs;
        seenAtMs = nowMs;
      }
    }

    long at(long nowMs) {
      return latestMs + (nowMs - seenAtMs);
    }
  }

  private static final class OfPartition implements WatermarkGenerator<KafkaRecord> {
    private final BrokerTime brokerTime;
    private final RelativeClock clock;
    private final long idlenessMs;
    private long latestMs = NO_TIME;
    private long lastAtMs;

    OfPartition(BrokerTime brokerTime, RelativeClock clock, long idlenessMs) {
      this.brokerTime = brokerTime;
      this.clock = clock;
      this.idlenessMs = idlenessMs;
      lastAtMs = nowMs();
    }

    private long nowMs() {
      return clock.relativeTimeNanos() / NS_PER_MS;
    }

    @Override
    public void onEvent(KafkaRecord record, long appendedMs, WatermarkOutput output) {
      if (appendedMs != NO_TIME) {
        lastAtMs = nowMs();
        latestMs = Math.max(latestMs, appendedMs);
        brokerTime.see(appendedMs, lastAtMs);
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      long now = nowMs();
      if (now - lastAtMs >= idlenessMs) {
        if (brokerTime.latestMs == NO_TIME) {
          output.markIdle();
          return;
        }
        latestMs = Math.max(latestMs, brokerTime.at(now) - idlenessMs);
      }
      if (latestMs != NO_TIME) {
        output.emitWatermark(new Watermark(latestMs - 1));
      }
    }
  }
}
