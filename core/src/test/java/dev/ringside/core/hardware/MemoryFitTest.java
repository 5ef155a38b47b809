package dev.ringside.core.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import org.junit.jupiter.api.Test;

class MemoryFitTest {

  private static final double TOKENS_OF_1_GB = 1e9 / 131_072;

  @Test
  void wholeModelAndItsCacheOnOneRank() {
    double weights = WeightBytes.of(Shapes.LLAMA_8B, 2).total();

    assertThat(bytes(Shapes.LLAMA_8B, 1, 1, 1, (long) TOKENS_OF_1_GB))
        .isCloseTo(weights + 1e9, withPercentage(0.01));
  }

  @Test
  void tensorRanksShareWeightsAndCache() {
    assertThat(bytes(Shapes.LLAMA_8B, 4, 1, 1, 1000))
        .isCloseTo(bytes(Shapes.LLAMA_8B, 1, 1, 1, 1000) / 4, withPercentage(1e-9));
  }

  @Test
  void fewHeadsAreReplicated() {
    MemoryFit eight = fit(Shapes.LLAMA_8B, 8, 1, 1);
    MemoryFit sixteen = fit(Shapes.LLAMA_8B, 16, 1, 1);

    assertThat(sixteen.kvBytes(32, 1000)).isEqualTo(eight.kvBytes(32, 1000));
  }

  @Test
  void latentsAreOnEveryTensorRank() {
    assertThat(fit(Shapes.DEEPSEEK_V3, 8, 1, 1).kvBytes(61, 1))
        .isEqualTo(fit(Shapes.DEEPSEEK_V3, 1, 1, 1).kvBytes(61, 1))
        .isEqualTo(70_272);
  }

  /** 61 layers on two stages are 31 and 30, but the LM head weighs nearly as much as a layer. */
  @Test
  void theFullestStageCounts() {
    WeightBytes weights = WeightBytes.of(Shapes.DEEPSEEK_V3, 2);
    double first = weights.ofLayers(0, 31, 1) + weights.embedding();
    double second = weights.ofLayers(31, 61, 1) + weights.head();

    assertThat(bytes(Shapes.DEEPSEEK_V3, 1, 2, 1, 0)).isEqualTo(Math.max(first, second));
  }

  @Test
  void tiedHeadIsACopyOnAnotherStageOnly() {
    WeightBytes weights = WeightBytes.of(Shapes.LLAMA_3B, 2);

    assertThat(bytes(Shapes.LLAMA_3B, 1, 1, 1, 0)).isEqualTo(weights.total());
    assertThat(bytes(Shapes.LLAMA_3B, 1, 2, 1, 0))
        .isEqualTo(weights.ofLayers(14, 28, 1) + weights.head());
  }

  @Test
  void replicasOfVllmShareTheExpertsAndThoseOfOthersDoNot() {
    double one = bytes(Shapes.MIXTRAL, 1, 1, 1, 0);
    double routed = 32 * WeightBytes.of(Shapes.MIXTRAL, 2).routed();

    assertThat(bytes(Shapes.MIXTRAL, 1, 1, 8, 0))
        .isCloseTo(one - routed * 7 / 8, withPercentage(1e-9));
    assertThat(
            new MemoryFit(Shapes.on(Shapes.MIXTRAL, Engine.SGLANG, Shapes.layout(1, 1, 8)), 2)
                .bytes(0))
        .isEqualTo(one);
  }

  private static double bytes(
      ModelShape model, int tensor, int pipeline, int data, long cachedTokens) {
    return fit(model, tensor, pipeline, data).bytes(cachedTokens);
  }

  private static MemoryFit fit(ModelShape model, int tensor, int pipeline, int data) {
    return new MemoryFit(Shapes.on(model, Engine.VLLM, Shapes.layout(tensor, pipeline, data)), 2);
  }
}
