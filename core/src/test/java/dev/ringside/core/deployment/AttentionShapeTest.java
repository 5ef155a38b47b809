package dev.ringside.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ringside.core.synthetic.Models;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttentionShapeTest {

  /** 8 KV heads of 128: split among ranks, and replicated once there are more ranks than heads. */
  @ParameterizedTest
  @CsvSource({"1, 2048", "2, 1024", "8, 256", "16, 256", "32, 256"})
  void groupedHeadsAreSplitAndThenReplicated(int tensor, long expected) {
    assertThat(AttentionShape.grouped(32, 8, 128).kvElementsPerTokenAndRank(tensor))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1", "8", "16"})
  void everyRankHoldsTheWholeLatent(int tensor) {
    assertThat(Models.DEEPSEEK_V3.attention().kvElementsPerTokenAndRank(tensor)).isEqualTo(576);
  }

  @Test
  void unknownAttentionKeepsNothing() {
    assertThat(AttentionShape.UNKNOWN.isKnown()).isFalse();
    assertThat(AttentionShape.UNKNOWN.kvElementsPerToken()).isZero();
  }

  @Test
  void negativeNumbersAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AttentionShape.grouped(-1, 8, 128))
        .withMessageContaining("none may be negative");
    assertThatIllegalArgumentException().isThrownBy(() -> new AttentionShape(8, 8, 128, -512, 64));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FeedForwardShape(1, 8, 9, 1, 0, 0))
        .withMessageContaining("8 experts, 9 a token");
    assertThatIllegalArgumentException().isThrownBy(() -> FeedForwardShape.dense(-1));
  }
}
