package dev.ringside.core.parallelism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class LayerSplitProperties {

  @ParameterizedTest
  @CsvSource({
    "REMAINDER_BEFORE_LAST, 61, 2, '[31, 30]'",
    "REMAINDER_BEFORE_LAST, 61, 4, '[15, 15, 16, 15]'",
    "REMAINDER_BEFORE_LAST, 94, 4, '[23, 24, 24, 23]'",
    "REMAINDER_BEFORE_LAST, 7, 4, '[2, 2, 2, 1]'",
    "REMAINDER_BEFORE_LAST, 32, 4, '[8, 8, 8, 8]'",
    "REMAINDER_BEFORE_LAST, 28, 1, '[28]'",
    "REMAINDER_LAST, 61, 2, '[30, 31]'",
    "REMAINDER_LAST, 94, 4, '[23, 23, 24, 24]'",
    "REMAINDER_LAST, 32, 2, '[16, 16]'",
    "REMAINDER_ALL_LAST, 61, 2, '[30, 31]'",
    "REMAINDER_ALL_LAST, 94, 4, '[23, 23, 23, 25]'",
    "REMAINDER_FIRST, 61, 2, '[31, 30]'",
    "REMAINDER_FIRST, 94, 4, '[24, 24, 23, 23]'"
  })
  void splitsAsTheEnginesDo(LayerSplit split, int layers, int stages, String expected) {
    assertThat(split.layersPerStage(layers, stages)).hasToString(expected);
  }

  @ParameterizedTest
  @EnumSource(value = LayerSplit.class, names = "REMAINDER_ALL_LAST", mode = Mode.EXCLUDE)
  void partsSumUpAndDifferByOneAtMost(LayerSplit split) {
    for (int stages = 1; stages <= 16; stages++) {
      for (int layers = stages; layers <= 130; layers++) {
        List<Integer> parts = split.layersPerStage(layers, stages);
        assertThat(parts).hasSize(stages);
        assertThat(parts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(layers);
        assertThat(Collections.max(parts) - Collections.min(parts)).isLessThanOrEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(LayerSplit.class)
  void everyStageNeedsALayer(LayerSplit split) {
    assertThatIllegalArgumentException().isThrownBy(() -> split.layersPerStage(3, 4));
    assertThatIllegalArgumentException().isThrownBy(() -> split.layersPerStage(3, 0));
  }
}
