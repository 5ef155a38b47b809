package dev.ringside.flink.time;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.CallBatchDecoder;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.eventtime.WatermarksWithIdleness;

/**
 * Event time of a partition of batches: the latest end of any call, less the out-of-orderness.
 *
 * <p>A batch's own time is believed up to {@code clockSkew} ahead of Kafka's record time, so that
 * one agent's fast clock cannot close the windows of all. A record that cannot be read, or holds no
 * calls, moves nothing: a partition that has only such records is as idle as an empty one.
 */
public final class BatchWatermarks implements WatermarkStrategy<KafkaRecord> {

  private static final long serialVersionUID = 1;
  static final long NO_TIME = Long.MIN_VALUE;

  private final Duration outOfOrderness;
  private final long clockSkewMs;
  private final Duration idleness;

  private BatchWatermarks(TimeSettings settings) {
    this.outOfOrderness = settings.outOfOrderness();
    this.clockSkewMs = settings.clockSkew().toMillis();
    this.idleness = settings.idleness();
  }

  public static WatermarkStrategy<KafkaRecord> of(TimeSettings settings) {
    return new BatchWatermarks(settings);
  }

  @Override
  public TimestampAssigner<KafkaRecord> createTimestampAssigner(
      TimestampAssignerSupplier.Context context) {
    return (batch, recordTime) -> timeOf(batch);
  }

  private long timeOf(KafkaRecord batch) {
    try {
      BatchHeader header = CallBatchDecoder.header(batch.value());
      if (header.calls() == 0) {
        return NO_TIME;
      }
      long endMs = Math.floorDiv(header.lastEndNs(), 1_000_000L);
      return batch.timestampMs() < 0 ? endMs : Math.min(endMs, batch.timestampMs() + clockSkewMs);
    } catch (MalformedRecordException e) {
      return NO_TIME;
    }
  }

  @Override
  public WatermarkGenerator<KafkaRecord> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    return new OfTimedRecords(
        new WatermarksWithIdleness<>(
            new LatestLess(outOfOrderness.toMillis()), idleness, context.getInputActivityClock()));
  }

  /** Sees no record without a time. */
  private record OfTimedRecords(WatermarkGenerator<KafkaRecord> generator)
      implements WatermarkGenerator<KafkaRecord> {

    @Override
    public void onEvent(KafkaRecord event, long timestampMs, WatermarkOutput output) {
      if (timestampMs != NO_TIME) {
        generator.onEvent(event, timestampMs, output);
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      generator.onPeriodicEmit(output);
    }
  }

  /** Watermark = latest time seen − bound − 1 ms, emitted periodically. */
  private static final class LatestLess implements WatermarkGenerator<KafkaRecord> {

    private final long boundMs;
    private long latestMs = NO_TIME;

    LatestLess(long boundMs) {
      this.boundMs = boundMs;
    }

    @Override
    public void onEvent(KafkaRecord event, long timestampMs, WatermarkOutput output) {
      latestMs = Math.max(latestMs, timestampMs);
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      if (latestMs != NO_TIME) {
        output.emitWatermark(new Watermark(latestMs - boundMs - 1));
      }
    }
  }
}
