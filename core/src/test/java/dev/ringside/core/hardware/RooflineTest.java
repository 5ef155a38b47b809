package dev.ringside.core.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import org.junit.jupiter.api.Test;

class RooflineTest {

  /** 15.0 GB of weights without the embedding, at 3.35 TB/s: 4.48 ms. */
  @Test
  void oneTokenCostsReadingTheWeights() {
    WeightBytes weights = WeightBytes.of(Shapes.LLAMA_8B, 2);

    assertThat(seconds(Shapes.LLAMA_8B, 1, 1, 1, 1))
        .isEqualTo((weights.total() - weights.embedding()) / 3.35e12)
        .isCloseTo(4.48e-3, withPercentage(0.1));
  }

  /** 2·7.0e9·8192 operations at 989 TFLOP/s: 0.116 s; the LM head works on one row only. */
  @Test
  void manyTokensCostArithmetic() {
    double layers = WeightBytes.of(Shapes.LLAMA_8B, 1).activeLayers();

    assertThat(seconds(Shapes.LLAMA_8B, 1, 1, 8192, 1))
        .isCloseTo(2 * layers * 8192 / 989e12, withPercentage(0.1))
        .isCloseTo(0.1156, withPercentage(0.5));
  }

  @Test
  void tensorRanksShareBoth() {
    assertThat(seconds(Shapes.LLAMA_70B, 8, 1, 1, 1))
        .isCloseTo(seconds(Shapes.LLAMA_70B, 1, 1, 1, 1) / 8, withPercentage(1e-9));
    assertThat(seconds(Shapes.LLAMA_70B, 8, 1, 8192, 1))
        .isCloseTo(seconds(Shapes.LLAMA_70B, 1, 1, 8192, 1) / 8, withPercentage(1e-9));
  }

  @Test
  void stagesTakeTurns() {
    assertThat(seconds(Shapes.LLAMA_8B, 1, 4, 1, 1))
        .isEqualTo(seconds(Shapes.LLAMA_8B, 1, 1, 1, 1));
  }

  @Test
  void aTokenReadsItsExpertsAndABatchNearlyAll() {
    WeightBytes weights = WeightBytes.of(Shapes.QWEN_235B, 2);
    double rest = weights.total() - 94 * weights.routed() - weights.embedding();

    assertThat(seconds(Shapes.QWEN_235B, 1, 1, 1, 1) * 3.35e12)
        .isCloseTo(weights.active() - weights.embedding(), withPercentage(1e-6));
    assertThat(seconds(Shapes.QWEN_235B, 1, 1, 100, 1) * 3.35e12)
        .isCloseTo(rest + 94 * weights.routed() * 0.998, withPercentage(0.1));
  }

  @Test
  void replicasThatShareExpertsReadFewerEach() {
    assertThat(seconds(Shapes.QWEN_235B, 1, 8, 100, 1))
        .as("pipeline alone")
        .isEqualTo(seconds(Shapes.QWEN_235B, 1, 1, 100, 1));
    assertThat(
            new Roofline(
                    Shapes.on(Shapes.QWEN_235B, Engine.VLLM, Shapes.layout(1, 1, 8)), Gpu.H100, 2)
                .seconds(100, 1, 0))
        .isLessThan(seconds(Shapes.QWEN_235B, 1, 1, 100, 1) / 5);
  }

  @Test
  void theCacheIsReadOnTopOfTheWeights() {
    Roofline roofline = roofline(Shapes.LLAMA_8B, 1, 1);

    assertThat(roofline.seconds(1, 1, 3.35e9) - roofline.seconds(1, 1, 0))
        .isCloseTo(1e-3, withPercentage(1e-6));
  }

  private static double seconds(
      ModelShape model, int tensor, int pipeline, long tokens, long rows) {
    return roofline(model, tensor, pipeline).seconds(tokens, rows, 0);
  }

  private static Roofline roofline(ModelShape model, int tensor, int pipeline) {
    return new Roofline(
        Shapes.on(model, Engine.VLLM, Shapes.layout(tensor, pipeline, 1)), Gpu.H100, 2);
  }
}
