package dev.ringside.flink.time;

import dev.ringside.flink.record.KafkaRecord;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * For deployments, which hold at any time: their stream neither holds up event time nor drives it.
 * It is idle for good. A final watermark instead would be the job's event time whenever all calls
 * are idle, and everything after that would be late.
 */
public final class TimelessWatermarks implements WatermarkStrategy<KafkaRecord> {

  private static final long serialVersionUID = 1;

  @Override
  public WatermarkGenerator<KafkaRecord> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    return new AlwaysIdle();
  }

  private static final class AlwaysIdle implements WatermarkGenerator<KafkaRecord> {

    @Override
    public void onEvent(KafkaRecord event, long timestampMs, WatermarkOutput output) {
      output.markIdle();
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      output.markIdle();
    }
  }
}
