package dev.ringside.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.deployment.Engine;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import dev.ringside.simulator.chance.Dice;
import org.junit.jupiter.api.Test;

class ComputeTimeTest {

  private static ComputeTime on(int tensor) {
    return new ComputeTime(
        Serving.of(Models.LLAMA_8B, Engine.VLLM).on(tensor, 1, 1).gpu("h100", 8).deployment(),
        tensor);
  }

  @Test
  void moreTokensTakeNoLess() {
    double before = 0;
    for (long tokens = 1; tokens <= 1 << 16; tokens *= 2) {
      double now = on(2).attentionNs(tokens, tokens * 100, tokens) + on(2).feedForwardNs(tokens);
      assertThat(now).isGreaterThanOrEqualTo(before);
      before = now;
    }
  }

  /** A decode step reads the weights: 16 GB over 3.35 TB/s is 4.8 ms at the least. */
  @Test
  void oneTokenReadsAllWeights() {
    double pass = 32 * (on(1).attentionNs(1, 1, 1) + on(1).feedForwardNs(1)) + on(1).logitsNs(1);
    assertThat(pass / 1e6).isBetween(4.5, 9.0);
    assertThat(on(4).feedForwardNs(1)).isLessThan(on(1).feedForwardNs(1) / 2);
  }

  @Test
  void popularExpertsAreWorkedHarderAndLoadsSumToAll() {
    ExpertRouting even = new ExpertRouting(Models.QWEN3_235B.feedForward(), 8, 0, Dice.of(1, 2));
    ExpertRouting skewed =
        new ExpertRouting(Models.QWEN3_235B.feedForward(), 8, 1.2, Dice.of(1, 2));
    double sum = 0;
    double most = 0;
    for (int rank = 0; rank < 8; rank++) {
      assertThat(even.load(rank)).isBetween(0.999, 1.001);
      sum += skewed.load(rank);
      most = Math.max(most, skewed.load(rank));
    }
    assertThat(sum).isBetween(7.999, 8.001);
    assertThat(most).isGreaterThan(1.3);
  }

  /** Eight different experts of 128 on eight ranks: E = 8·(1 − C(112,8)/C(128,8)) = 5.31. */
  @Test
  void tokensVisitSeveralRanks() {
    ExpertRouting even = new ExpertRouting(Models.QWEN3_235B.feedForward(), 8, 0, Dice.of(1, 2));
    double missed = 1;
    for (int i = 0; i < 8; i++) {
      missed *= (112.0 - i) / (128 - i);
    }
    double mean = even.destinations(20_000, Dice.of(3)) / 20_000.0;
    assertThat(mean).isBetween(8 * (1 - missed) - 0.03, 8 * (1 - missed) + 0.03);
  }
}
