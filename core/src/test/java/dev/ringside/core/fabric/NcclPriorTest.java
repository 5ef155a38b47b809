package dev.ringside.core.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.fabric.NcclPrior.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Latencies NCCL 2.30.7 believes in on NVLink nodes, µs: LL, LL128, Simple. */
class NcclPriorTest {

  @ParameterizedTest
  @CsvSource({
    "1, 2, 7.8, 17.8, 15.2",
    "1, 4, 10.2, 25.4, 28.8",
    "1, 8, 15.0, 40.6, 56.0",
    "2, 8, 40, 75, 132",
    "4, 8, 78.8, 144, 283"
  })
  void allReduceRing(int nodes, int ranks, double ll, double ll128, double simple) {
    double precision = nodes == 1 ? 0.051 : 0.501;
    assertRing(Collective.ALL_REDUCE, Protocol.LL, nodes, ranks, ll, precision);
    assertRing(Collective.ALL_REDUCE, Protocol.LL128, nodes, ranks, ll128, precision);
    assertRing(Collective.ALL_REDUCE, Protocol.SIMPLE, nodes, ranks, simple, precision);
  }

  @ParameterizedTest
  @CsvSource({"2, 7.2, 15.9, 11.8", "4, 8.4, 19.7, 18.6", "8, 10.8, 27.3, 32.2"})
  void allGatherAndReduceScatterRing(int ranks, double ll, double ll128, double simple) {
    for (Collective half : new Collective[] {Collective.ALL_GATHER, Collective.REDUCE_SCATTER}) {
      assertRing(half, Protocol.LL, 1, ranks, ll, 0.051);
      assertRing(half, Protocol.LL128, 1, ranks, ll128, 0.051);
      assertRing(half, Protocol.SIMPLE, 1, ranks, simple, 0.051);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 15.2, 31.5, 64.4", "2, 25.2, 48.5, 92.4", "4, 35, 65, 120"})
  void allReduceTree(int nodes, double ll, double ll128, double simple) {
    double precision = nodes == 4 ? 0.501 : 0.051;
    assertTree(Protocol.LL, nodes, ll, precision);
    assertTree(Protocol.LL128, nodes, ll128, precision);
    assertTree(Protocol.SIMPLE, nodes, simple, precision);
  }

  /** What a ring's 2(n−1) steps cost, a tree of many nodes does not. */
  @Test
  void treesWinOverManyNodes() {
    for (Protocol protocol : Protocol.values()) {
      assertThat(NcclPrior.treeSeconds(protocol, 16, 8))
          .isLessThan(NcclPrior.ringSeconds(Collective.ALL_REDUCE, protocol, 16, 8));
    }
  }

  private static void assertRing(
      Collective collective,
      Protocol protocol,
      int nodes,
      int ranks,
      double micros,
      double precision) {
    assertThat(NcclPrior.ringSeconds(collective, protocol, nodes, ranks) * 1e6)
        .as("%s %s %dx%d", collective, protocol, nodes, ranks)
        .isCloseTo(micros, within(precision));
  }

  private static void assertTree(Protocol protocol, int nodes, double micros, double precision) {
    assertThat(NcclPrior.treeSeconds(protocol, nodes, 8) * 1e6)
        .as("%s %dx8", protocol, nodes)
        .isCloseTo(micros, within(precision));
  }
}
