package dev.ringside.bench.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ClusterSizeTest {

  private static final Constants MEASURED = new Constants(0.04, 0.01, 0.02, 1.5, 1000, 50, "test");

  @Test
  void aSmallClusterByHand() {
    ClusterSize size = ClusterSize.of(1000, 5000, MEASURED);

    assertThat(size.callsASecond()).isEqualTo(5e6);
    assertThat(size.networkInBytes()).isEqualTo(7.5e6);
    assertThat(size.jobCores()).isCloseTo(0.4, within(1e-9));
    assertThat(size.brokerCores()).isCloseTo(0.7, within(1e-9));
    assertThat(size.slots()).isEqualTo(1);
    assertThat(size.partitions()).isEqualTo(12);
    assertThat(size.brokers()).isEqualTo(3);
    assertThat(size.stateBytes()).isEqualTo(1e6);
    assertThat(size.agentShare()).isCloseTo(0.00025, within(1e-9));
    assertThat(size.coresAGpu()).isCloseTo(0.0011, within(1e-9));
  }

  @Test
  void aLargeOneNeedsWholeSlotsBrokersAndPartitions() {
    ClusterSize size = ClusterSize.of(100_000, 5000, MEASURED);

    assertThat(size.slots()).isEqualTo(40);
    assertThat(size.partitions()).isEqualTo(48);
    assertThat(size.brokers()).isEqualTo(9);
  }
}
