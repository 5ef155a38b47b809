package dev.ringside.flink.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;

class FlinkSettingsTest {
  private static final Configuration JOB = FlinkSettings.job(JobSettings.of("kafka:9092"));

  @Test
  void checkpointsEveryTenSecondsWithRoomBetween() {
    CheckpointConfig checkpoints =
        StreamExecutionEnvironment.getExecutionEnvironment(JOB).getCheckpointConfig();

    assertThat(checkpoints.getCheckpointInterval()).isEqualTo(10_000);
    assertThat(checkpoints.getMinPauseBetweenCheckpoints()).isEqualTo(5_000);
    assertThat(checkpoints.getTolerableCheckpointFailureNumber()).isEqualTo(3);
    assertThat(checkpoints.isUnalignedCheckpointsEnabled()).isTrue();
    assertThat(checkpoints.getAlignedCheckpointTimeout()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void refusesKryo() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(JOB);

    assertThatThrownBy(
            () -> env.fromData(new Object()).rebalance().map(o -> o).returns(Object.class))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Generic types");
  }

  @Test
  void refusesOperatorsWithoutAName() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(JOB);
    env.fromData(TypeInformation.of(Long.class), 1L).sinkTo(new DiscardingSink<>());

    assertThatThrownBy(() -> env.getStreamGraph().getJobGraph())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("UID");
  }

  @Test
  void parallelismIsTheClustersUnlessChosen() {
    assertThat(JOB.getOptional(CoreOptions.DEFAULT_PARALLELISM)).isEmpty();
    assertThat(
            FlinkSettings.job(JobSettings.parse("--brokers=k:1", "--parallelism=4"))
                .get(CoreOptions.DEFAULT_PARALLELISM))
        .isEqualTo(4);
  }

  @Test
  void checkpointIntervalIsAChoice() {
    assertThat(
            FlinkSettings.job(JobSettings.parse("--brokers=k:1", "--checkpoint-seconds=4"))
                .get(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS))
        .isEqualTo(Duration.ofSeconds(2));
  }
}
