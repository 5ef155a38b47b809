package dev.ringside.ingest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplaySpeedTest {

  @ParameterizedTest
  @CsvSource({"max, 0", "1x, 1", "10x, 10", "10X, 10", "0.5x, 0.5"})
  void parses(String text, double factor) {
    assertThat(ReplaySpeed.parse(text).factor()).isEqualTo(factor);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0x", "-1x", "10", "fast", "1e3x", "1.x", "MAX "})
  void refusesAllElse(String text) {
    assertThatThrownBy(() -> ReplaySpeed.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("speed \"%s\": expected max, or a factor such as 1x or 10x", text);
  }

  @Test
  void factorIsRecordedTimeOverWallTime() {
    assertThat(ReplaySpeed.parse("10x").wallTime(5_000_000_000L)).isEqualTo(Duration.ofMillis(500));
    assertThat(ReplaySpeed.parse("0.5x").wallTime(1_000)).isEqualTo(Duration.ofNanos(2_000));
    assertThat(ReplaySpeed.MAX.wallTime(5_000_000_000L)).isZero();
  }
}
