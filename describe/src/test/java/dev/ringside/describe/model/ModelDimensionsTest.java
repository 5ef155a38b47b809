package dev.ringside.describe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.FeedForwardShape;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelDimensionsTest {

  private static final ModelDimensions LEAST =
      ModelDimensions.parse(
          Map.of(
              "layers", "2",
              "hidden", "64",
              "vocabulary", "100",
              "heads", "4",
              "tensors-handed-over", "2",
              "tied-embeddings", "true"));

  @Test
  void whatIsNotSaidFollowsFromWhatIs() {
    assertThat(LEAST.missing()).isEmpty();
    assertThat(LEAST.shape("m").attention()).isEqualTo(AttentionShape.grouped(4, 4, 16));
    assertThat(LEAST.shape("m").feedForward()).isEqualTo(FeedForwardShape.dense(0));
    assertThat(LEAST.shape("m").tiedEmbeddings()).isTrue();
  }

  @Test
  void theLaterWordHolds() {
    ModelDimensions other = ModelDimensions.parse(Map.of("hidden", "128", "intermediate", "256"));

    assertThat(LEAST.overriddenBy(other).shape("m").attention().headDim()).isEqualTo(32);
    assertThat(LEAST.overriddenBy(other).shape("m").feedForward().intermediate()).isEqualTo(256);
    assertThat(other.overriddenBy(LEAST).shape("m").hidden()).isEqualTo(64);
  }

  @Test
  void expertsAskForMore() {
    ModelDimensions experts = LEAST.overriddenBy(ModelDimensions.parse(Map.of("experts", "8")));

    assertThat(experts.missing())
        .containsExactly(Dimension.EXPERTS_PER_TOKEN, Dimension.DENSE_LAYERS);
    assertThatThrownBy(() -> experts.shape("m"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("model m: missing experts-per-token, dense-layers");
  }

  @Test
  void nothingSaidIsAllMissing() {
    assertThat(ModelDimensions.NONE.missing()).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "depth | 3 | unknown key \"depth\"; known are dense-layers, expert-intermediate,"
            + " expert-width,",
        "layers | 0 | \"layers\" is \"0\", expected a whole number from 1",
        "layers | -1 | \"layers\" is \"-1\", expected a whole number from 1",
        "layers | 12345678901 | \"layers\" is \"12345678901\", expected a whole number from 1",
        "shared-experts | x | \"shared-experts\" is \"x\", expected a whole number from 0",
        "tied-embeddings | 1 | \"tied-embeddings\" is \"1\", expected true or false"
      })
  void everyMistakeIsOneLine(String key, String value, String message) {
    assertThatThrownBy(() -> ModelDimensions.parse(Map.of(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message)
        .message()
        .doesNotContain("\n");
  }
}
