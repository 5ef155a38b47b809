package dev.ringside.ingest.kineto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.iteration.Iteration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepNameTest {

  private static final int NOT_TOLD = (int) Iteration.UNKNOWN;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "execute_context_2(48)_generation_3(3);vllm;2;48;3;3",
        "execute_context_0(0)_generation_1(4);vllm;0;0;1;4",
        "execute_51_context_2(sq48sk60sqsq9sqsk9)_generation_3(sq3sk90sqsq3sqsk3);vllm;2;48;3;3",
        "execute_5_context_0()_generation_1(sq5sk90);vllm;0;0;1;5",
        "execute_new_2_cached_3;vllm;2;-1;3;-1",
        "step[EXTEND bs=2 toks=48];sglang;2;48;0;0",
        "step[MIXED bs=5];sglang;5;-1;0;0",
        "step[DECODE bs=3];sglang;0;0;3;-1",
        "step[VERIFY bs=3];sglang;0;0;3;-1",
        "step[TARGET_VERIFY bs=3];sglang;0;0;3;-1",
      })
  void namesTellRequestsAndTokens(
      String name, String engine, int context, long prompt, int decoding, long generated) {
    assertThat(StepName.of(name))
        .contains(new StepName(engine, context, prompt, decoding, generated));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "execute_model",
        "execute_context_2(48)",
        "execute_context_9999999999(1)_generation_0(0)",
        "execute_context_1(40)_generation_0(0) and more",
        "step[DRAFT bs=2]",
        "step[DRAFT_LOOP raw_bs=1 bs=1 topk=1]",
        "step[DECODE]",
        "step[",
        ""
      })
  void otherNamesAreNoSteps(String name) {
    assertThat(StepName.of(name)).isEmpty();
  }

  @Test
  void whatIsNotToldIsNotKnown() {
    Iteration mixed = StepName.of("step[MIXED bs=5]").orElseThrow().at(3, 1_000, 600);
    assertThat(mixed.tokens(false)).isEqualTo(NOT_TOLD);
    assertThat(mixed.logitRows()).isEqualTo(5);
    assertThat(mixed.startNs()).isEqualTo(400);
  }
}
