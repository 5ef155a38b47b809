package dev.ringside.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What stages after sampling tell each other: optional traffic. */
class SampledTokensTest {

  @Test
  void theSecondRunnerBroadcastsTwice() {
    Deployment deployment =
        Serving.of(Models.LLAMA_8B, Engine.VLLM).on(2, 4, 1).drafting(3, null).deployment();
    assertThat(mayCall(deployment, 1, 5, true))
        .extracting(
            ExpectedCalls::purpose,
            ExpectedCalls::collective,
            ExpectedCalls::sendElements,
            ExpectedCalls::dataType,
            ExpectedCalls::groupSize)
        .containsExactly(
            tuple(Purpose.OPTIONAL, Collective.BROADCAST, 20L, DataType.LONG, 4),
            tuple(Purpose.OPTIONAL, Collective.BROADCAST, 10L, DataType.INT, 4));
    assertThat(mayCall(deployment, 1, 5, false)).isEmpty();
    assertThat(mayCall(deployment, 1, 0, true)).isEmpty();
  }

  /** Since 0.16, and with experts still today; whether a request goes on does not matter. */
  @ParameterizedTest
  @CsvSource({
    "llama-3.1-8b, 0.24, 1",
    "llama-3.1-8b, 0.16, 1",
    "llama-3.1-8b, 0.15, 0",
    "qwen3-235b-a22b, main, 1"
  })
  void theFirstRunnerBroadcastsOnce(String model, String version, int expected) {
    Deployment deployment =
        Serving.of(Models.named(model), Engine.VLLM).on(1, 2, 1).version(version).deployment();
    for (boolean goOn : new boolean[] {true, false}) {
      assertThat(mayCall(deployment, 0, 5, goOn))
          .hasSize(expected)
          .allMatch(calls -> calls.sendElements() == 5 && calls.dataType() == DataType.INT);
    }
  }

  /** Last stage to first and on to the last but one: p − 1 sends and as many receives. */
  @ParameterizedTest
  @CsvSource({"0, 'Recv, Send'", "1, 'Recv, Send'", "2, 'Recv'", "3, 'Send'"})
  void sglangSendsThemAroundTheRing(int stage, String expected) {
    Deployment deployment = Serving.of(Models.LLAMA_8B, Engine.SGLANG).on(1, 4, 1).deployment();
    List<ExpectedCalls> calls = mayCall(deployment, stage, 5, true);
    assertThat(calls.stream().map(call -> call.collective().label()).toList())
        .containsExactly(expected.split(", "));
    assertThat(calls).allMatch(call -> call.sendElements() == 5 && call.count() == 1);
  }

  @Test
  void sglangSlicesTheRingIfTheBatchDivides() {
    Deployment deployment = Serving.of(Models.LLAMA_8B, Engine.SGLANG).on(2, 2, 1).deployment();
    assertThat(mayCall(deployment, 0, 6, true))
        .extracting(ExpectedCalls::collective, ExpectedCalls::sendElements)
        .containsExactly(tuple(Collective.RECV, 3L), tuple(Collective.ALL_GATHER, 3L));
    assertThat(mayCall(deployment, 0, 5, true))
        .extracting(ExpectedCalls::collective, ExpectedCalls::sendElements)
        .containsExactly(tuple(Collective.RECV, 5L));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void oneStageHasNobodyToTell(Engine engine) {
    ModelShape model = Models.LLAMA_8B;
    Deployment deployment = Serving.of(model, engine).on(2, 1, 1).deployment();
    assertThat(mayCall(deployment, 0, 5, true)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Engine.class,
      names = {"VLLM_V0", "TRTLLM"})
  void othersReturnThemByTheHost(Engine engine) {
    assertThat(mayCall(Deployments.toy(engine, 2, 2), 0, 5, true)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "SGLANG, TP, ALL_REDUCE, LONG, NCCL, true",
    "SGLANG, TP, BROADCAST, INT, NCCL, true",
    "SGLANG, TP, ALL_REDUCE, BFLOAT16, NCCL, false",
    "SGLANG, PP, SEND, LONG, NCCL, true",
    "SGLANG, PP, SEND, BFLOAT16, NCCL, false",
    "SGLANG, PP, SEND, BYTE, GLOO, true",
    "TRTLLM, TP, BROADCAST, INT, NCCL, false",
    "TRTLLM, PP, BROADCAST, INT, NCCL, false",
    "VLLM, TP, ALL_REDUCE, LONG, NCCL, false"
  })
  void whatIsNeitherMissedNorUnexpected(
      Engine engine,
      Parallelism parallelism,
      Collective collective,
      DataType dataType,
      Transport transport,
      boolean expected) {
    ForwardPassModel model = new ForwardPassModel(Deployments.toy(engine, 2, 2));
    assertThat(model.isOptional(parallelism, collective, dataType, transport)).isEqualTo(expected);
  }

  private static List<ExpectedCalls> mayCall(
      Deployment deployment, int stage, long requests, boolean goOn) {
    return new ForwardPassModel(deployment).mayCall(stage, requests, goOn);
  }
}
