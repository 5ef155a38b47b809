package dev.ringside.flink.commmetrics;

import dev.ringside.flink.kafka.KafkaRecord;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** For deployments, which hold at any time: their stream never holds up event time. */
final class TimelessWatermarks implements WatermarkStrategy<KafkaRecord> {

  private static final long serialVersionUID = 1;

  @Override
  public WatermarkGenerator<KafkaRecord> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    return new AlwaysLast();
  }

  private static final class AlwaysLast implements WatermarkGenerator<KafkaRecord> {

    @Override
    public void onEvent(KafkaRecord event, long timestampMs, WatermarkOutput output) {
      output.emitWatermark(Watermark.MAX_WATERMARK);
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      output.emitWatermark(Watermark.MAX_WATERMARK);
    }
  }
}
