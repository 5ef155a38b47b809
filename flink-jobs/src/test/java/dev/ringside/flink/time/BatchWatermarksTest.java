package dev.ringside.flink.time;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.stream.SyntheticAgent;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

/** Out-of-orderness 2 s, clocks believed 60 s ahead, idle after 10 s. */
class BatchWatermarksTest {

  private static final long END_MS = 1_700_000_000_000L;
  private static final SyntheticAgent AGENT =
      SyntheticAgent.live(
          new SyntheticReplica(
              Deployments.toy(Engine.VLLM_V0, 2, 1),
              0,
              Habits.VLLM_V0,
              SyntheticReplica.request(16, 2),
              END_MS * 1_000_000,
              1_000_000_000),
          "run");

  private final ManualClock clock = new ManualClock();
  private final WatermarkStrategy<KafkaRecord> strategy = BatchWatermarks.of(TimeSettings.DEFAULT);
  private final TimestampAssigner<KafkaRecord> times = strategy.createTimestampAssigner(null);
  private final WatermarkGenerator<KafkaRecord> generator =
      strategy.createWatermarkGenerator(new Context());
  private final Output output = new Output();

  @Test
  void eventTimeTrailsTheLatestEndByTheOutOfOrderness() {
    receive(batchEndingAt(END_MS), END_MS);

    assertThat(watermark()).hasValue(END_MS - 2_000 - 1);
  }

  @Test
  void anEarlierBatchTakesEventTimeNotBack() {
    receive(batchEndingAt(END_MS), END_MS);
    receive(batchEndingAt(END_MS - 30_000), END_MS);

    assertThat(watermark()).hasValue(END_MS - 2_000 - 1);
  }

  @Test
  void aClockIsBelievedAMinuteAheadOfKafka() {
    receive(batchEndingAt(END_MS + 59_000), END_MS);
    assertThat(watermark()).hasValue(END_MS + 59_000 - 2_000 - 1);

    receive(batchEndingAt(END_MS + 86_400_000), END_MS + 1_000);
    assertThat(watermark()).hasValue(END_MS + 1_000 + 60_000 - 2_000 - 1);
  }

  @Test
  void aClockFarBehindIsTakenAsItIs() {
    receive(batchEndingAt(END_MS - 86_400_000), END_MS);

    assertThat(watermark()).hasValue(END_MS - 86_400_000 - 2_000 - 1);
  }

  @Test
  void aRecordWithoutKafkasTimeIsBelieved() {
    receive(batchEndingAt(END_MS + 86_400_000), -1);

    assertThat(watermark()).hasValue(END_MS + 86_400_000 - 2_000 - 1);
  }

  @Test
  void whatCannotBeReadOrHoldsNoCallsMovesNothing() {
    for (byte[] nothing : nothings()) {
      receive(nothing, END_MS);
    }
    assertThat(watermark()).isEmpty();

    receive(batchEndingAt(END_MS), END_MS);
    for (byte[] nothing : nothings()) {
      receive(nothing, END_MS + 3_600_000);
    }
    assertThat(watermark()).hasValue(END_MS - 2_000 - 1);
  }

  @Test
  void aSilentPartitionIsIdleUntilItSpeaksAgain() {
    receive(batchEndingAt(END_MS), END_MS);
    passes(9_000);
    assertThat(output.idle).isFalse();
    passes(2_000);
    assertThat(output.idle).isTrue();

    receive(batchEndingAt(END_MS + 20_000), END_MS + 20_000);
    assertThat(watermark()).hasValue(END_MS + 20_000 - 2_000 - 1);
    assertThat(output.idle).isFalse();
  }

  /** Or one producer of rubbish would hold up everybody's windows for good. */
  @Test
  void aPartitionOfNothingButRubbishIsIdle() {
    for (int second = 0; second < 15; second++) {
      nothings().forEach(nothing -> receive(nothing, END_MS));
      passes(1_000);
    }

    assertThat(output.idle).isTrue();
  }

  private static List<byte[]> nothings() {
    byte[] empty =
        SyntheticAgent.bytes(
            SyntheticAgent.batch(AGENT.header(0, 0, false, Map.of("x", 3L)), List.of()));
    return List.of("not a batch".getBytes(UTF_8), new byte[0], empty);
  }

  private static byte[] batchEndingAt(long endMs) {
    CollectiveCall any = AGENT.played().calls(0).get(0);
    CollectiveCall call =
        new CollectiveCall(0, any.signature(), 0, endMs * 1_000_000 - 5_000, 5_000);
    CollectiveCall before =
        new CollectiveCall(0, any.signature(), 0, call.startNs() - 3_000_000_000L, 5_000);
    return SyntheticAgent.bytes(
        SyntheticAgent.batch(AGENT.header(0, 0, false, Map.of()), List.of(before, call)));
  }

  private void receive(byte[] value, long recordMs) {
    KafkaRecord record = new KafkaRecord(Topics.CALLS, 0, 0, recordMs, new byte[0], value);
    generator.onEvent(record, times.extractTimestamp(record, recordMs), output);
  }

  private void passes(long ms) {
    for (long emitted = 0; emitted < ms; emitted += 200) {
      clock.advanceTime(Duration.ofMillis(200));
      generator.onPeriodicEmit(output);
    }
  }

  private OptionalLong watermark() {
    generator.onPeriodicEmit(output);
    return output.latest;
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
