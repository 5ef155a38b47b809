package dev.ringside.core.explain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SinceTest {

  private static final long NS = 1_795_784_280_401_470_100L;

  @Test
  void ofALiveReplicaByTheClock() {
    assertThat(Since.CLOCK.words(NS)).isEqualTo("since 2026-11-27T12:58:00.401Z");
  }

  @Test
  void ofARecordingByHowFarIntoItItWas() {
    Since since = Since.after(NS);

    assertThat(since.words(NS)).isEqualTo("from the first pass on");
    assertThat(since.words(NS + 12_345_600_000L))
        .isEqualTo("from 12.346 s after the first pass on");
  }
}
