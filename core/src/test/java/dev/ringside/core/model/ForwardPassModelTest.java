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
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.synthetic.Deployments;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardPassModelTest {

  private static final ModelShape ODD = new ModelShape("odd", 4, 5, 64, 2);

  @Test
  void callsStandInTheOrderOfAPass() {
    assertThat(expect(Deployments.toy(Engine.VLLM, 2, 3), 1, 8, 1))
        .extracting(ExpectedCalls::purpose)
        .containsExactly(Purpose.HANDOVER, Purpose.REBUILD, Purpose.LAYER, Purpose.HANDOVER);
    assertThat(expect(Deployments.toy(Engine.VLLM, 2, 1), 0, 8, 1))
        .extracting(ExpectedCalls::purpose)
        .containsExactly(Purpose.EMBEDDING, Purpose.LAYER, Purpose.LOGITS);
  }

  @Test
  void whatCannotBeCutIntoTensorPartsIsSentWholeAndNotRebuilt() {
    Deployment odd = Deployments.of(ODD, Engine.VLLM, 2, 2);
    assertThat(expect(odd, 0, 3, 1)).contains(handover(Collective.SEND, 15));
    assertThat(expect(odd, 1, 3, 1))
        .contains(handover(Collective.RECV, 15))
        .noneMatch(calls -> calls.purpose() == Purpose.REBUILD);
    assertThat(expect(odd, 1, 4, 1))
        .contains(handover(Collective.RECV, 10))
        .anyMatch(calls -> calls.purpose() == Purpose.REBUILD && calls.sendElements() == 10);
  }

  @Test
  void transformersDoesNotShardTheEmbedding() {
    Deployment library = Deployments.of(Deployments.LLAMA_8B, Engine.TRANSFORMERS, 2, 1);
    assertThat(expect(library, 0, 1, 1))
        .containsExactly(
            tensor(Purpose.LAYER, Collective.ALL_REDUCE, 4096, 64),
            tensor(Purpose.LOGITS, Collective.ALL_GATHER, 64128, 1));
  }

  @ParameterizedTest
  @CsvSource({"VLLM_V0", "VLLM"})
  void countsDoNotDependOnTheNumberOfTensorRanks(Engine engine) {
    for (int pipeline : new int[] {1, 2, 4}) {
      for (int stage = 0; stage < pipeline; stage++) {
        List<Long> ofTwo = counts(Deployments.of(Deployments.LLAMA_8B, engine, 2, pipeline), stage);
        for (int tensor : new int[] {4, 8}) {
          Deployment wider = Deployments.of(Deployments.LLAMA_8B, engine, tensor, pipeline);
          assertThat(counts(wider, stage)).isEqualTo(ofTwo);
        }
      }
    }
  }

  private static List<Long> counts(Deployment deployment, int stage) {
    return expect(deployment, stage, 16, 2).stream().map(ExpectedCalls::count).toList();
  }

  @Test
  void withoutTensorRanksOnlyTheHandoversAreLeft() {
    Deployment pipeline = Deployments.of(Deployments.LLAMA_8B, Engine.VLLM_V0, 1, 2);
    assertThat(expect(pipeline, 0, 128, -1)).containsExactly(handover(Collective.SEND, 524_288));
    assertThat(expect(pipeline, 1, 128, -1)).containsExactly(handover(Collective.RECV, 524_288));
    assertThat(expect(Deployments.of(Deployments.LLAMA_8B, Engine.VLLM, 1, 1), 0, 128, 1))
        .isEmpty();
  }

  @Test
  void oneTensorHandedOverIsOneSend() {
    ModelShape fused = new ModelShape("fused", 4, 8, 64, 1);
    assertThat(expect(Deployments.of(fused, Engine.VLLM, 1, 2), 0, 2, -1))
        .extracting(ExpectedCalls::count)
        .containsExactly(1L);
  }

  @Test
  void sizesThatFollowFromUnseenTokensAreUnknown() {
    assertThat(expect(Deployments.toy(Engine.VLLM, 2, 2), 1, -1, 1))
        .extracting(ExpectedCalls::purpose, ExpectedCalls::sendElements)
        .containsExactly(
            tuple(Purpose.HANDOVER, -1L),
            tuple(Purpose.REBUILD, -1L),
            tuple(Purpose.LAYER, -1L),
            tuple(Purpose.LOGITS, 1632L));
  }

  @Test
  void withoutRowsNoLogitsAreAskedFor() {
    for (long rows : new long[] {0, -1}) {
      assertThat(expect(Deployments.toy(Engine.VLLM, 2, 1), 0, 8, rows))
          .noneMatch(calls -> calls.purpose() == Purpose.LOGITS);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "VLLM_V0, TP, BROADCAST, LONG, NCCL, true",
    "VLLM_V0, PP, BROADCAST, INT, NCCL, false",
    "VLLM, PP, BROADCAST, INT, NCCL, true",
    "VLLM, TP, BROADCAST, INT, NCCL, false",
    "VLLM, PP, SEND, BYTE, GLOO, true",
    "VLLM, PP, RECV, LONG, GLOO, true",
    "VLLM_V0, PP, SEND, CHAR, GLOO, true",
    "VLLM, PP, SEND, BYTE, NCCL, false",
    "VLLM, PP, SEND, BFLOAT16, GLOO, false",
    "VLLM, PP, SEND, FLOAT, GLOO, false",
    "VLLM, TP, ALL_REDUCE, BFLOAT16, GLOO, false",
    "VLLM, TP, ALL_GATHER, BYTE, GLOO, false"
  })
  void optionalTraffic(
      Engine engine,
      Parallelism parallelism,
      Collective collective,
      DataType type,
      Transport transport,
      boolean expected) {
    ForwardPassModel model = new ForwardPassModel(Deployments.toy(engine, 2, 2));
    assertThat(model.isOptional(parallelism, collective, type, transport)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "VLLM, PP, SEND, BYTE, GLOO, true",
    "VLLM, PP, RECV, LONG, GLOO, true",
    "VLLM, PP, SEND, BFLOAT16, GLOO, false",
    "VLLM, DP, ALL_REDUCE, INT, GLOO, true",
    "VLLM, PP, BROADCAST, LONG, NCCL, false",
    "VLLM_V0, TP, BROADCAST, LONG, NCCL, false",
    "SGLANG, TP, BROADCAST, LONG, GLOO, true",
    "SGLANG, TP, BROADCAST, BYTE, GLOO, true",
    "SGLANG, TP, BROADCAST, BYTE, NCCL, false",
    "SGLANG, PP, SEND, LONG, NCCL, true",
    "SGLANG, TP, ALL_REDUCE, BFLOAT16, GLOO, false",
    "TRANSFORMERS, TP, BROADCAST, LONG, GLOO, false"
  })
  void controlTrafficIsOptionalToo(
      Engine engine,
      Parallelism parallelism,
      Collective collective,
      DataType type,
      Transport transport,
      boolean expected) {
    ForwardPassModel model = new ForwardPassModel(Deployments.toy(engine, 2, 1));
    assertThat(model.isControl(parallelism, collective, type, transport)).isEqualTo(expected);
    if (expected) {
      assertThat(model.isOptional(parallelism, collective, type, transport)).isTrue();
    }
  }

  /** Barriers, and objects: a broadcast of their size and one of their bytes, by gloo. */
  @ParameterizedTest
  @CsvSource({
    "VLLM, TP, BARRIER, UNKNOWN, GLOO, 0, true",
    "VLLM, TP, BROADCAST, LONG, GLOO, 1, true",
    "VLLM, WORLD, BROADCAST, BYTE, GLOO, 365, true",
    "VLLM, EP, BROADCAST, LONG, GLOO, 8, false",
    "VLLM, PP, BROADCAST, LONG, GLOO, 1, false",
    "VLLM, TP, BROADCAST, BYTE, NCCL, 365, false",
    "VLLM, TP, BARRIER, UNKNOWN, NCCL, 0, false",
    "TRANSFORMERS, TP, BROADCAST, BYTE, GLOO, 365, false"
  })
  void whatRanksTellEachOtherWhenTheyStartIsControl(
      Engine engine,
      Parallelism parallelism,
      Collective collective,
      DataType type,
      Transport transport,
      long elements,
      boolean expected) {
    ForwardPassModel model = new ForwardPassModel(Deployments.toy(engine, 2, 1));
    assertThat(model.isControl(parallelism, collective, type, transport, elements))
        .isEqualTo(expected);
  }

  @Test
  void nothingIsOptionalInTransformers() {
    ForwardPassModel model = new ForwardPassModel(Deployments.toy(Engine.TRANSFORMERS, 2, 1));
    assertThat(
            model.isOptional(Parallelism.TP, Collective.BROADCAST, DataType.LONG, Transport.GLOO))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "TP, ALL_REDUCE, 2",
    "PP, SEND, 2",
    "PP, RECV, 2",
    "PP, BROADCAST, 3",
    "WORLD, BARRIER, 6",
    "DP, ALL_REDUCE, 4",
    "EP, ALL_TO_ALL, 0",
    "UNKNOWN, ALL_REDUCE, 0"
  })
  void groupSizes(Parallelism parallelism, Collective collective, int expected) {
    Deployment deployment =
        Deployments.of(
            Deployments.TOY, Engine.VLLM, new ParallelLayout(2, 3, 4), OptionalInt.empty());
    assertThat(ForwardPassModel.groupSize(deployment, parallelism, collective)).isEqualTo(expected);
  }

  private static List<ExpectedCalls> expect(Deployment d, int stage, long tokens, long rows) {
    return new ForwardPassModel(d).expect(stage, tokens, rows);
  }

  private static ExpectedCalls handover(Collective direction, long elements) {
    return new ExpectedCalls(
        Purpose.HANDOVER,
        Parallelism.PP,
        direction,
        elements,
        DataType.BFLOAT16,
        2,
        2,
        Transport.UNKNOWN);
  }

  private static ExpectedCalls tensor(
      Purpose purpose, Collective collective, long elements, long count) {
    return new ExpectedCalls(
        purpose,
        Parallelism.TP,
        collective,
        elements,
        DataType.BFLOAT16,
        count,
        2,
        Transport.UNKNOWN);
  }
}
