package dev.ringside.core.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.ringside.core.deployment.ModelShape;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WeightBytesTest {

  /** Billions of parameters as the makers publish them: all, and those a token passes. */
  static Stream<Arguments> published() {
    return Stream.of(
        Arguments.of(Shapes.LLAMA_3B, 3.21, 3.21),
        Arguments.of(Shapes.LLAMA_8B, 8.03, 8.03),
        Arguments.of(Shapes.LLAMA_70B, 70.6, 70.6),
        Arguments.of(Shapes.LLAMA_405B, 405.9, 405.9),
        Arguments.of(Shapes.LLAMA_13B, 13.02, 13.02),
        Arguments.of(Shapes.MIXTRAL, 46.7, 12.9),
        Arguments.of(Shapes.QWEN_235B, 235.1, 22.2),
        Arguments.of(Shapes.GPT_OSS, 116.8, 5.7),
        Arguments.of(Shapes.DEEPSEEK_V2, 235.7, 21.4),
        Arguments.of(Shapes.DEEPSEEK_V3, 671.0, 37.6),
        Arguments.of(Shapes.OPT_13B, 12.85, 12.85));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("published")
  void areThePublishedParameters(ModelShape model, double total, double active) {
    WeightBytes weights = WeightBytes.of(model, 1);

    assertThat(weights.total() / 1e9).as("all").isCloseTo(total, withPercentage(1));
    assertThat(weights.active() / 1e9).as("active").isCloseTo(active, withPercentage(2));
  }

  @Test
  void growWithTheBytesOfAParameter() {
    assertThat(WeightBytes.of(Shapes.DEEPSEEK_V3, 2).total())
        .isCloseTo(2 * WeightBytes.of(Shapes.DEEPSEEK_V3, 1).total(), within(1.0));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("published")
  void stagesAddUpToTheWhole(ModelShape model, double total, double active) {
    WeightBytes weights = WeightBytes.of(model, 2);
    double whole = weights.ofLayers(0, model.layers(), 1);

    for (int cut = 1; cut < model.layers(); cut += 7) {
      assertThat(weights.ofLayers(0, cut, 1) + weights.ofLayers(cut, model.layers(), 1))
          .isCloseTo(whole, withPercentage(1e-9));
    }
  }

  @Test
  void firstLayersOfDeepSeekHoldNoExperts() {
    WeightBytes weights = WeightBytes.of(Shapes.DEEPSEEK_V3, 1);

    assertThat(weights.ofLayers(0, 3, 1)).isEqualTo(weights.ofLayers(0, 3, 0));
    assertThat(weights.ofLayers(0, 4, 1) - weights.ofLayers(0, 4, 0)).isEqualTo(weights.routed());
  }

  @Test
  void needASizeForEveryPart() {
    ModelShape bare = new ModelShape("bare", 2, 64, 100, 2);

    assertThat(WeightBytes.canWeigh(bare)).isFalse();
    assertThatThrownBy(() -> WeightBytes.of(bare, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bare");
  }
}
