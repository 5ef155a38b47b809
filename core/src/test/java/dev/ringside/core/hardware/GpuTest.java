package dev.ringside.core.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GpuTest {

  @ParameterizedTest
  @EnumSource(Gpu.class)
  void areFoundByLabel(Gpu gpu) {
    assertThat(Gpu.ofLabel(gpu.label())).contains(gpu);
    assertThat(Gpu.labels()).contains(gpu.label());
    assertThat(gpu.memoryBytes()).isPositive();
    assertThat(gpu.flopsPerSecond()).isGreaterThan(gpu.memoryBytesPerSecond());
  }

  @ParameterizedTest
  @CsvSource({
    "A100, true, false",
    "H100, true, true",
    "CARDINAL_H100, true, false",
    "H200, true, true",
    "B200, true, true",
    "L40S, false, false"
  })
  void linksDecideRoutes(Gpu gpu, boolean nvlink, boolean multicast) {
    assertThat(gpu.hasNvlink()).isEqualTo(nvlink);
    assertThat(gpu.hasMulticast()).isEqualTo(multicast);
  }

  @Test
  void anUnheardGpuIsNone() {
    assertThat(Gpu.ofLabel("H100")).isEmpty();
    assertThat(Gpu.ofLabel("")).isEmpty();
  }
}
