package dev.ringside.testkit.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ManualClockTest {
  @Test
  void movesOnlyWhenMoved() {
    ManualClock clock = new ManualClock(Instant.EPOCH);
    assertThat(clock.millis()).isZero();

    clock.advance(Duration.ofMillis(5));
    assertThat(clock.millis()).isEqualTo(5);

    clock.set(Instant.ofEpochMilli(2));
    assertThat(clock.instant()).isEqualTo(Instant.ofEpochMilli(2));
  }
}
