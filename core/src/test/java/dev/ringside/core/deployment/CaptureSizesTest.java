package dev.ringside.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists as vLLM makes them: {@code [1, 2, 4] + 8..248 by 8 + 256..512 by 16}. */
class CaptureSizesTest {

  @Test
  void vllmCapturesFiftyOneSizes() {
    List<Integer> expected = new ArrayList<>(List.of(1, 2, 4));
    for (int size = 8; size <= 248; size += 8) {
      expected.add(size);
    }
    for (int size = 256; size <= 512; size += 16) {
      expected.add(size);
    }
    assertThat(Engine.VLLM.captureSizes().sizes()).isEqualTo(expected).hasSize(51);
  }

  @Test
  void vllmV0CapturesUpToItsSequenceBound() {
    List<Integer> expected = new ArrayList<>(List.of(1, 2, 4));
    for (int size = 8; size <= 256; size += 8) {
      expected.add(size);
    }
    assertThat(Engine.VLLM_V0.captureSizes().sizes()).isEqualTo(expected).hasSize(35);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "2, 2",
    "3, 4",
    "5, 8",
    "9, 16",
    "248, 248",
    "249, 256",
    "257, 272",
    "512, 512",
    "513, 513",
    "8192, 8192"
  })
  void padsToTheNextSizeThatHoldsTheTokens(long tokens, long expected) {
    assertThat(Engine.VLLM.captureSizes().padded(tokens)).isEqualTo(expected);
  }

  /** {@code [1, 2, 4, 8, 12] + 16..256 by 8 + 272..496 by 16 + 512}. */
  @ParameterizedTest
  @CsvSource({"3, 4", "5, 8", "9, 12", "13, 16", "250, 256", "257, 272", "497, 512", "513, 513"})
  void sglangCapturesRequests(long requests, long expected) {
    assertThat(CaptureSizes.SGLANG.padded(requests)).isEqualTo(expected);
  }

  /** {@code 1..8, 10..32 by 2, 40..64 by 4, 72..256 by 8}. */
  @ParameterizedTest
  @CsvSource({"7, 7", "9, 10", "31, 32", "33, 40", "41, 44", "65, 72", "250, 256", "257, 257"})
  void sglangCapturesMoreSizesWhenDrafting(long requests, long expected) {
    assertThat(CaptureSizes.SGLANG_DRAFTED.padded(requests)).isEqualTo(expected);
  }

  @Test
  void olderAndNewerVllm() {
    assertThat(CaptureSizes.VLLM_BEFORE_0_11.padded(257)).isEqualTo(264);
    assertThat(CaptureSizes.VLLM_1024.padded(1009)).isEqualTo(1024);
    assertThat(CaptureSizes.VLLM_1024.upTo(512)).isEqualTo(Engine.VLLM.captureSizes());
  }

  @Test
  void withoutGraphsNothingIsPadded() {
    assertThat(Engine.TRANSFORMERS.captureSizes().padded(9)).isEqualTo(9);
  }
}
