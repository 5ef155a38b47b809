package dev.ringside.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** LMDeploy's two engines and llama.cpp: Llama-3.1-8B, 32 layers of 4096, by hand. */
class EnginesOfOneStageTest {

  private static final ModelShape LLAMA = Models.LLAMA_8B;

  private static List<String> calls(
      Engine engine, ModelShape model, int t, long tokens, long rows) {
    return new ForwardPassModel(Serving.of(model, engine).on(t, 1, 1).deployment())
        .expect(0, tokens, rows).stream()
            .map(
                call ->
                    "%d %s %d %s"
                        .formatted(
                            call.count(),
                            call.collective().label(),
                            call.sendElements(),
                            call.dataType().label().toLowerCase(Locale.ROOT)))
            .toList();
  }

  /** 2L sums, and one broadcast of as many tokens as requests. */
  @Test
  void lmdeployTellsTheTokens() {
    assertThat(calls(Engine.LMDEPLOY, LLAMA, 2, 100, 3))
        .containsExactly("64 AllReduce 409600 bfloat16", "1 Broadcast 3 long");
    assertThat(calls(Engine.LMDEPLOY, LLAMA, 2, 1, 0))
        .as("a dummy's tokens are told to nobody")
        .containsExactly("64 AllReduce 4096 bfloat16");
    assertThat(calls(Engine.LMDEPLOY, LLAMA, 1, 100, 3)).isEmpty();
  }

  /** Families whose embedding or head LMDeploy splits. */
  @ParameterizedTest
  @CsvSource({
    "DeepseekV3ForCausalLM, true, true",
    "kimi_k2, true, false",
    "DeepseekV4ForCausalLM, true, false",
    "DeepseekV32ForCausalLM, false, true",
    "LlamaForCausalLM, false, false"
  })
  void lmdeploySplitsTheEndsOfSomeFamilies(String family, boolean embedding, boolean head) {
    List<ExpectedCalls> calls =
        new ForwardPassModel(
                Serving.of(LLAMA.of(ModelFamily.of(family)), Engine.LMDEPLOY)
                    .on(4, 1, 1)
                    .deployment())
            .expect(0, 5, 2);
    assertThat(calls).anyMatch(call -> call.collective() == Collective.BROADCAST);
    assertThat(calls.stream().anyMatch(call -> call.purpose() == Purpose.EMBEDDING))
        .isEqualTo(embedding);
    assertThat(
            calls.stream()
                .anyMatch(
                    call ->
                        call.collective() == Collective.ALL_GATHER
                            && call.sendElements() == 2 * 128_256 / 4))
        .isEqualTo(head);
  }

  /** Columns of the embedding, 2L sums, columns of the logits. */
  @Test
  void turboMindGathersTwice() {
    assertThat(calls(Engine.TURBOMIND, LLAMA, 4, 100, 3))
        .containsExactlyInAnyOrder(
            "1 AllGather 102400 bfloat16",
            "64 AllReduce 409600 bfloat16",
            "1 AllGather 96192 bfloat16");
  }

  /** 2L − 1 sums of all rows and one of those with logits; none of these where there is none. */
  @Test
  void llamaCppDropsRowsBeforeItsLastSum() {
    assertThat(calls(Engine.LLAMA_CPP, LLAMA, 2, 4, 3))
        .containsExactly("63 AllReduce 16384 float", "1 AllReduce 12288 float");
    assertThat(calls(Engine.LLAMA_CPP, LLAMA, 2, 4, 4)).containsExactly("64 AllReduce 16384 float");
    assertThat(calls(Engine.LLAMA_CPP, LLAMA, 2, 512, 0))
        .containsExactly("63 AllReduce 2097152 bfloat16");
  }

  /** 8 rows of 4096 are 2^15, 32 are 2^17 and 64 are 2^18. */
  @ParameterizedTest
  @CsvSource({"2, 7, 8", "4, 63, 64", "8, 63, 64"})
  void llamaCppHalvesLargeSums(int gpus, long last, long first) {
    assertThat(types(gpus, last)).containsOnly(DataType.FLOAT);
    assertThat(types(gpus, first)).containsOnly(DataType.BFLOAT16);
  }

  private static List<DataType> types(int gpus, long tokens) {
    return new ForwardPassModel(Serving.of(LLAMA, Engine.LLAMA_CPP).on(gpus, 1, 1).deployment())
        .expect(0, tokens, tokens).stream().map(ExpectedCalls::dataType).toList();
  }

  @Test
  void llamaCppHalvesOnThreeGpusFromTheirOwnSize() {
    ModelShape three = new ModelShape("three", 2, 4096, 999, 2);
    List<DataType> below =
        new ForwardPassModel(Serving.of(three, Engine.LLAMA_CPP).on(3, 1, 1).deployment())
            .expect(0, 31, 31).stream().map(ExpectedCalls::dataType).toList();
    List<DataType> from =
        new ForwardPassModel(Serving.of(three, Engine.LLAMA_CPP).on(3, 1, 1).deployment())
            .expect(0, 32, 32).stream().map(ExpectedCalls::dataType).toList();
    assertThat(below).containsOnly(DataType.FLOAT);
    assertThat(from).containsOnly(DataType.BFLOAT16);
  }
}
