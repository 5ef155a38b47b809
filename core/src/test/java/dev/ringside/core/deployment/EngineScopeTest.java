package dev.ringside.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineScopeTest {

  @ParameterizedTest
  @EnumSource(names = {"LMDEPLOY", "TURBOMIND", "LLAMA_CPP"})
  void whatIsNotModelledIsRefusedByNameWithItsReason(Engine engine) {
    assertRefused(engine, "attention-data-parallel", of -> of.attentionReplicas(2));
    assertRefused(engine, "expert parallelism", of -> of.experts(AllToAll.ALLGATHER_REDUCESCATTER));
    assertRefused(engine, "speculative decoding", of -> of.drafting(3, null));
    assertRefused(engine, "context parallelism", of -> of.context(2, 1));
    assertRefused(engine, "sequence parallelism", Serving::sequenceParallel);
    assertRefused(engine, "pipeline parallelism", of -> of.on(2, 2, 1));
  }

  private static void assertRefused(Engine engine, String what, UnaryOperator<Serving> with) {
    Serving serving = with.apply(Serving.of(Models.QWEN3_235B, engine).on(4, 1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(serving::deployment)
        .withMessageMatching(
            "deployment test: %s of engine %s is not modelled: .{15,}"
                .formatted(what, engine.label()));
  }

  @Test
  void llamaCppSumsFloats() {
    Serving halves = Serving.of(Models.LLAMA_8B, Engine.LLAMA_CPP).dataType(DataType.BFLOAT16);
    assertThatIllegalArgumentException()
        .isThrownBy(halves.on(2, 1, 1)::deployment)
        .withMessageContaining("dtype must be float32, not bfloat16");
  }

  /** What another engine could not have run is no engine that the traffic may fit. */
  @Test
  void aDeploymentMayHaveNoCounterpart() {
    Deployment stages = Serving.of(Models.LLAMA_8B, Engine.VLLM).on(2, 2, 1).deployment();
    assertThat(stages.on(Engine.LMDEPLOY)).isEmpty();
    assertThat(stages.on(Engine.TRANSFORMERS)).isEmpty();
    assertThat(stages.on(Engine.SGLANG)).contains(stages.withEngine(Engine.SGLANG));
    Deployment one = Serving.of(Models.LLAMA_8B, Engine.VLLM).on(2, 1, 1).deployment();
    assertThat(one.on(Engine.LLAMA_CPP)).as("halves").isEmpty();
    assertThat(one.on(Engine.TURBOMIND)).isPresent();
  }

  /** LMDeploy's bound is the GPU's, the largest where that is not known. */
  @Test
  void lmdeployHasABoundOfTheGpu() {
    assertThat(bound("")).isEqualTo(1024);
    assertThat(bound("h100")).isEqualTo(1024);
    assertThat(bound("a100")).isEqualTo(384);
    assertThat(bound("l40s")).isEqualTo(128);
    assertThat(serving("a100").captureSizes().sizes()).endsWith(128, 256, 384);
    assertThat(serving("").captureSizes()).isEqualTo(CaptureSizes.LMDEPLOY);
    assertThat(CaptureSizes.LMDEPLOY.endingAt(1600).sizes()).endsWith(1024, 1280, 1536, 1600);
    assertThat(CaptureSizes.LMDEPLOY.endingAt(3).sizes()).containsExactly(1, 2, 3);
  }

  private static int bound(String gpu) {
    return serving(gpu).sequenceBound();
  }

  private static Deployment serving(String gpu) {
    return Serving.of(Models.LLAMA_8B, Engine.LMDEPLOY).on(2, 1, 1).gpu(gpu, 8).deployment();
  }
}
