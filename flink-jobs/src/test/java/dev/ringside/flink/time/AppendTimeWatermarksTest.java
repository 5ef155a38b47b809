package dev.ringside.flink.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.schemas.topic.Topics;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

/** Idle after 30 s. */
class AppendTimeWatermarksTest {

  private static final long T = 1_700_000_000_000L;

  private final ManualClock clock = new ManualClock();
  private final WatermarkStrategy<KafkaRecord> strategy =
      AppendTimeWatermarks.of(TimeSettings.DEFAULT);
  private final TimestampAssigner<KafkaRecord> times = strategy.createTimestampAssigner(null);
  private final Partition first = new Partition();
  private final Partition second = new Partition();

  @Test
  void aPartitionIsReadUpToWhatTheBrokerAppendedLast() {
    first.receive(T);
    first.receive(T + 700);

    assertThat(first.readUpTo()).hasValue(T + 699);
    assertThat(second.readUpTo()).as("it has not been heard of").isEmpty();
  }

  @Test
  void aRecordWithoutABrokersTimeMovesNothing() {
    first.receive(-1);
    assertThat(first.readUpTo()).isEmpty();

    first.receive(T);
    first.receive(-1);
    assertThat(first.readUpTo()).hasValue(T - 1);
  }

  /** Whatever is in a record, and whoever wrote it, only the broker's time counts. */
  @Test
  void aSilentPartitionIsReadToItsEndAfterTheIdleness() {
    first.receive(T);
    second.receive(T);
    for (int second = 1; second <= 60; second++) {
      passes(1_000);
      first.receive(T + second * 1_000);
    }

    assertThat(first.readUpTo()).hasValue(T + 60_000 - 1);
    assertThat(second.readUpTo()).hasValue(T + 30_000 - 1);
  }

  @Test
  void aPartitionThatNeverHadARecordHoldsNothingUpOnceOthersHave() {
    first.receive(T);
    passes(29_000);
    assertThat(second.readUpTo()).isEmpty();
    passes(2_000);

    assertThat(second.readUpTo().orElseThrow()).isBetween(T, T + 1_000);
  }

  @Test
  void whereNothingHasBeenReadYetNothingIsHeldUp() {
    passes(31_000);

    assertThat(first.output.idle).isTrue();
    first.receive(T);
    assertThat(first.readUpTo()).hasValue(T - 1);
    assertThat(first.output.idle).isFalse();
  }

  /** Else the last windows of the evening would be reported in the morning. */
  @Test
  void theBrokersTimeGoesOnWhenAllPartitionsAreSilent() {
    first.receive(T);
    second.receive(T + 500);
    passes(100_000);

    assertThat(first.readUpTo().orElseThrow()).isBetween(T + 70_000, T + 71_000);
    assertThat(second.readUpTo()).isEqualTo(first.readUpTo());
  }

  @Test
  void olderRecordsOfAPartitionThatWakesTakeTimeNotBack() {
    first.receive(T);
    second.receive(T);
    passes(40_000);
    OptionalLong before = second.readUpTo();
    second.receive(T + 5_000);

    assertThat(second.readUpTo()).isEqualTo(before);
  }

  private void passes(long ms) {
    for (long emitted = 0; emitted < ms; emitted += 200) {
      clock.advanceTime(Duration.ofMillis(200));
      first.generator.onPeriodicEmit(first.output);
      second.generator.onPeriodicEmit(second.output);
    }
  }

  private final class Partition {
    private final WatermarkGenerator<KafkaRecord> generator =
        strategy.createWatermarkGenerator(new Context());
    private final Output output = new Output();

    void receive(long appendedMs) {
      KafkaRecord record =
          new KafkaRecord(Topics.CALLS, 0, 0, appendedMs, new byte[0], new byte[] {1, 2, 3});
      generator.onEvent(record, times.extractTimestamp(record, appendedMs), output);
    }

    OptionalLong readUpTo() {
      generator.onPeriodicEmit(output);
      return output.latest;
    }
  }

  private final class Context implements WatermarkGeneratorSupplier.Context {
    @Override
    public MetricGroup getMetricGroup() {
      return new UnregisteredMetricsGroup();
    }

    @Override
    public RelativeClock getInputActivityClock() {
      return clock;
    }
  }

  private static final class Output implements WatermarkOutput {
    private OptionalLong latest = OptionalLong.empty();
    private boolean idle;

    @Override
    public void emitWatermark(Watermark watermark) {
      latest = OptionalLong.of(watermark.getTimestamp());
      idle = false;
    }

    @Override
    public void markIdle() {
      idle = true;
    }

    @Override
    public void markActive() {
      idle = false;
    }
  }
}
