package dev.ringside.flink.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.junit.jupiter.api.Test;

class TimelessWatermarksTest {

  private final List<String> said = new ArrayList<>();
  private final WatermarkGenerator<KafkaRecord> generator =
      new TimelessWatermarks().createWatermarkGenerator(null);

  /** While all calls are idle, any watermark of this stream would be that of the whole job. */
  @Test
  void deploymentsNeverSayWhatTimeItIs() {
    generator.onPeriodicEmit(output());
    generator.onEvent(
        new KafkaRecord(Topics.DEPLOYMENTS, 0, 0, 1_000, new byte[0], new byte[0]),
        1_000,
        output());
    generator.onPeriodicEmit(output());

    assertThat(said).containsExactly("idle", "idle", "idle");
  }

  private WatermarkOutput output() {
    return new WatermarkOutput() {
      @Override
      public void emitWatermark(Watermark watermark) {
        said.add("watermark " + watermark.getTimestamp());
      }

      @Override
      public void markIdle() {
        said.add("idle");
      }

      @Override
      public void markActive() {
        said.add("active");
      }
    };
  }
}
