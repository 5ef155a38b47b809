package dev.ringside.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeterTest {

  private static final int BYTES = 8 * 1024 * 1024;

  @Test
  void countsWhatThisJvmAllocatesAndWorks() {
    Meter meter = Meter.start(List.of());
    byte[][] kept = new byte[64][];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = new byte[BYTES / kept.length];
    }
    Measurement measured = meter.stop(kept.length);

    assertThat(measured.allocatedBytes()).isBetween((long) BYTES, 2L * BYTES);
    assertThat(measured.allocatedBytesACall()).isGreaterThanOrEqualTo(BYTES / 64.0);
    assertThat(measured.seconds()).isPositive();
    assertThat(measured.cpuSeconds()).isNotNegative();
    assertThat(measured.brokerCpuSeconds()).isZero();
  }

  @Test
  void ofAnotherProcessItKnowsTheTimeOnly() {
    Measurement measured =
        Meter.start(List.of(ProcessHandle.current().pid()), List.of()).stop(2_000_000, 0.5);

    assertThat(measured.allocatedBytes()).isEqualTo(Measurement.ELSEWHERE);
    assertThat(measured.callsASecond()).isEqualTo(4_000_000);
  }

  @Test
  void processorTimeIsByTheMillion() {
    Measurement measured = new Measurement(2_000_000, 1, 3, 1, 5_000_000);

    assertThat(measured.cpuSecondsAMillion()).isEqualTo(1.5);
    assertThat(measured.brokerCpuSecondsAMillion()).isEqualTo(0.5);
    assertThat(measured.allocatedBytesACall()).isEqualTo(2.5);
  }
}
