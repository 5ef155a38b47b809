package dev.ringside.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.cluster.Links.Reach;
import dev.ringside.simulator.scenario.Noise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinksTest {

  @ParameterizedTest
  @EnumSource(Transport.class)
  void moreBytesTakeNoLessTime(Transport transport) {
    for (Collective collective : Collective.values()) {
      for (Reach reach : Reach.values()) {
        for (int ranks : new int[] {2, 4, 8, 16}) {
          double before = 0;
          for (long bytes = 1; bytes <= 1L << 32; bytes *= 2) {
            double now = Links.transferNs(transport, collective, reach, ranks, bytes);
            // The protocol changes at 4 MB, where NCCL gets faster a byte.
            double slack = bytes / 2 < 4e6 && bytes >= 4e6 ? 0.6 : 1;
            assertThat(now).isGreaterThanOrEqualTo(before * slack).isPositive();
            before = now;
          }
        }
      }
    }
  }

  @Test
  void fartherTakesLonger() {
    for (long bytes = 1; bytes <= 1L << 30; bytes *= 2) {
      double near = Links.transferNs(Transport.NCCL, Collective.ALL_REDUCE, Reach.NVLINK, 8, bytes);
      assertThat(Links.transferNs(Transport.NCCL, Collective.ALL_REDUCE, Reach.PCIE, 8, bytes))
          .isGreaterThan(near);
      assertThat(Links.transferNs(Transport.NCCL, Collective.ALL_REDUCE, Reach.NETWORK, 8, bytes))
          .isGreaterThan(near);
    }
  }

  /** β: 2·7/8 of a gigabyte at 370 GB/s. */
  @Test
  void largeReducesRunAtTheLinksSpeed() {
    assertThat(Links.transferNs(Transport.NCCL, Collective.ALL_REDUCE, Reach.NVLINK, 8, 1e9))
        .isBetween(1.75e9 / 370, 1.75e9 / 370 + 20_000);
  }

  @Test
  void clocksAreOffDriftAndJump() {
    HostClock exact = new HostClock(1_000, Noise.NONE, Dice.of(1));
    assertThat(exact.reads(5)).isEqualTo(1_005);
    exact.jump(-30);
    assertThat(exact.reads(5)).isEqualTo(975);
    exact.jump(0);
    assertThat(exact.reads(5)).isEqualTo(1_005);
    Noise off = new Noise(0, 0, 0, 0, 200_000, 5);
    for (int seed = 0; seed < 200; seed++) {
      HostClock clock = new HostClock(0, off, Dice.of(seed));
      assertThat(clock.reads(0)).isBetween(-200_000L, 200_000L);
      assertThat(clock.reads(1_000_000_000L) - clock.reads(0) - 1_000_000_000L)
          .isBetween(-5_001L, 5_001L);
    }
  }

  @Test
  void everyPlaceHasItsNumber() {
    RankMap map =
        RankMap.of(
            Serving.of(Models.LLAMA_8B, Engine.VLLM).on(2, 2, 3).gpu("h100", 4).deployment());
    int next = 0;
    for (int replica = 0; replica < 3; replica++) {
      for (int stage = 0; stage < 2; stage++) {
        for (int lane = 0; lane < 2; lane++) {
          int number = map.number(replica, stage, 0, lane);
          assertThat(number).isEqualTo(next++);
          assertThat(map.replicaOf(number)).isEqualTo(replica);
          assertThat(map.hostOf(number)).isEqualTo(number / 4);
        }
      }
    }
    assertThat(map.ranks()).isEqualTo(next);
    assertThat(map.hosts()).isEqualTo(3);
  }
}
