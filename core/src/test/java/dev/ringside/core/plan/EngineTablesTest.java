package dev.ringside.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.model.ExpectedCalls;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.plan.Planned.Calls;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What six public models put on the wire, worked out by hand from vLLM's sources: bfloat16, one
 * request of 128 prompt and 128 output tokens.
 */
class EngineTablesTest {

  private static final double MIB = 1 << 20;

  /** Two decimals are printed. */
  private static final double PRINTED = 0.00501;

  @ParameterizedTest
  @CsvSource({
    "llama-3.1-8b, 32, 4096, 128256, 65, 1048576, 8192, 64128, 32064, 16032, 256512, 131072",
    "llama-3.2-3b, 28, 3072, 128256, 57, 786432, 6144, 64128, 32064, 16032, 256512, 114688",
    "llama-2-13b, 40, 5120, 32000, 81, 1310720, 10240, 16000, 8000, 4000, 64000, 819200",
    "llama-3.1-70b, 80, 8192, 128256, 161, 2097152, 16384, 64128, 32064, 16032, 256512, 327680",
    "qwen3-235b-a22b, 94, 4096, 151936, 189, 1048576, 8192, 75968, 37984, 18992, 303872, 192512",
    "deepseek-v3, 61, 7168, 129280, 123, 1835008, 14336, 64640, 32320, 16160, 258560, 70272"
  })
  void constantsOfAPass(
      String name,
      int layers,
      int hidden,
      long vocabulary,
      long allReduces,
      long bytesOf128,
      long bytesOf1,
      long shardOf2,
      long shardOf4,
      long shardOf8,
      long logitsRow,
      long kvBytes) {
    ModelShape model = Models.named(name);
    assertThat(model.layers()).isEqualTo(layers);
    assertThat(model.hidden()).isEqualTo(hidden);
    assertThat(model.kvBytesPerToken(2)).isEqualTo(kvBytes);
    long[] shards = {shardOf2, shardOf4, shardOf8};
    for (int i = 0; i < 3; i++) {
      Deployment deployment = Serving.of(model, Engine.VLLM).on(2 << i, 1, 1).deployment();
      ForwardPassModel forms = new ForwardPassModel(deployment);
      assertThat(deployment.paddedVocabulary()).isEqualTo(vocabulary);
      for (long tokens : new long[] {128, 1}) {
        assertThat(forms.expect(0, tokens, 1))
            .filteredOn(calls -> calls.collective() == Collective.ALL_REDUCE)
            .allMatch(calls -> calls.messageBytes() == (tokens == 1 ? bytesOf1 : bytesOf128))
            .extracting(ExpectedCalls::count)
            .satisfies(
                counts ->
                    assertThat(counts.stream().mapToLong(Long::longValue).sum())
                        .isEqualTo(allReduces));
        assertThat(forms.expect(0, tokens, 1))
            .filteredOn(calls -> calls.purpose() == Purpose.LOGITS)
            .extracting(
                ExpectedCalls::collective, ExpectedCalls::sendElements, ExpectedCalls::messageBytes)
            .containsExactly(tuple(Collective.ALL_GATHER, shards[i], logitsRow));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "llama-3.1-8b, 2, 65, 1048576, 65.00, 65.00, 256512, 8255, 8192, 64.49, 64.49, 127, 31.07,"
        + " 15.53",
    "llama-3.1-8b, 4, 65, 1048576, 65.00, 97.50, 256512, 8255, 8192, 64.49, 96.74, 127, 31.07,"
        + " 23.30",
    "llama-3.1-8b, 8, 65, 1048576, 65.00, 113.75, 256512, 8255, 8192, 64.49, 112.86, 127, 31.07,"
        + " 27.18",
    "llama-3.2-3b, 2, 57, 786432, 42.75, 42.75, 256512, 7239, 6144, 42.42, 42.42, 127, 31.07,"
        + " 15.53",
    "llama-3.2-3b, 4, 57, 786432, 42.75, 64.12, 256512, 7239, 6144, 42.42, 63.62, 127, 31.07,"
        + " 23.30",
    "llama-3.2-3b, 8, 57, 786432, 42.75, 74.81, 256512, 7239, 6144, 42.42, 74.23, 127, 31.07,"
        + " 27.18",
    "llama-2-13b, 2, 81, 1310720, 101.25, 101.25, 64000, 10287, 10240, 100.46, 100.46, 127, 7.75,"
        + " 3.88",
    "llama-2-13b, 4, 81, 1310720, 101.25, 151.88, 64000, 10287, 10240, 100.46, 150.69, 127, 7.75,"
        + " 5.81",
    "llama-2-13b, 8, 81, 1310720, 101.25, 177.19, 64000, 10287, 10240, 100.46, 175.80, 127, 7.75,"
        + " 6.78",
    "llama-3.1-70b, 2, 161, 2097152, 322.00, 322.00, 256512, 20447, 16384, 319.48, 319.48, 127,"
        + " 31.07, 15.53",
    "llama-3.1-70b, 4, 161, 2097152, 322.00, 483.00, 256512, 20447, 16384, 319.48, 479.23, 127,"
        + " 31.07, 23.30",
    "llama-3.1-70b, 8, 161, 2097152, 322.00, 563.50, 256512, 20447, 16384, 319.48, 559.10, 127,"
        + " 31.07, 27.18",
    "qwen3-235b-a22b, 2, 189, 1048576, 189.00, 189.00, 303872, 24003, 8192, 187.52, 187.52, 127,"
        + " 36.80, 18.40",
    "qwen3-235b-a22b, 4, 189, 1048576, 189.00, 283.50, 303872, 24003, 8192, 187.52, 281.29, 127,"
        + " 36.80, 27.60",
    "qwen3-235b-a22b, 8, 189, 1048576, 189.00, 330.75, 303872, 24003, 8192, 187.52, 328.17, 127,"
        + " 36.80, 32.20",
    "deepseek-v3, 2, 123, 1835008, 215.25, 215.25, 258560, 15621, 14336, 213.57, 213.57, 127,"
        + " 31.32, 15.66",
    "deepseek-v3, 4, 123, 1835008, 215.25, 322.88, 258560, 15621, 14336, 213.57, 320.35, 127,"
        + " 31.32, 23.49",
    "deepseek-v3, 8, 123, 1835008, 215.25, 376.69, 258560, 15621, 14336, 213.57, 373.74, 127,"
        + " 31.32, 27.40"
  })
  void tensorParallel(
      String name,
      int tensor,
      long prefillCount,
      long prefillBytes,
      double prefillMib,
      double prefillWire,
      long logitsBytes,
      long decodeCount,
      long decodeBytes,
      double decodeMib,
      double decodeWire,
      long logitsCount,
      double logitsMib,
      double logitsWire) {
    Planned planned = planned(name, Engine.VLLM, tensor, 1);
    Calls prefill = planned.calls(Phase.PREFILL, 0, Collective.ALL_REDUCE, "layer");
    assertThat(prefill).isEqualTo(calls(prefillCount, prefillBytes));
    assertThat(prefill.count() * prefill.bytes() / MIB).isCloseTo(prefillMib, within(PRINTED));
    assertThat(wire(planned, Phase.PREFILL, Collective.ALL_REDUCE, "layer"))
        .isCloseTo(prefillWire, within(PRINTED));
    assertThat(planned.calls(Phase.PREFILL, 0, Collective.ALL_GATHER, "logits"))
        .isEqualTo(new Calls(1, logitsBytes / 2 / tensor, logitsBytes));

    Calls decode = planned.calls(Phase.DECODE, 0, Collective.ALL_REDUCE, "layer");
    assertThat(decode).isEqualTo(calls(decodeCount, decodeBytes));
    assertThat(decode.count() * decode.bytes() / MIB).isCloseTo(decodeMib, within(PRINTED));
    assertThat(wire(planned, Phase.DECODE, Collective.ALL_REDUCE, "layer"))
        .isCloseTo(decodeWire, within(PRINTED));
    Calls logits = planned.calls(Phase.DECODE, 0, Collective.ALL_GATHER, "logits");
    assertThat(logits.count()).isEqualTo(logitsCount);
    assertThat(logits.count() * logits.bytes() / MIB).isCloseTo(logitsMib, within(PRINTED));
    assertThat(wire(planned, Phase.DECODE, Collective.ALL_GATHER, "logits"))
        .isCloseTo(logitsWire, within(PRINTED));
    assertThat(planned.plan().rows()).hasSize(4);
  }

  private static double wire(Planned planned, Phase phase, Collective collective, String purpose) {
    return planned.wireBytes(phase, 0, collective, purpose) / MIB;
  }

  @ParameterizedTest
  @CsvSource({
    "llama-3.1-8b, 2, '[16, 16]', 1048576, 2.00, 8192, 1.98",
    "llama-3.1-8b, 4, '[8, 8, 8, 8]', 1048576, 2.00, 8192, 1.98",
    "llama-3.2-3b, 2, '[14, 14]', 786432, 1.50, 6144, 1.49",
    "llama-3.2-3b, 4, '[7, 7, 7, 7]', 786432, 1.50, 6144, 1.49",
    "llama-2-13b, 2, '[20, 20]', 1310720, 2.50, 10240, 2.48",
    "llama-2-13b, 4, '[10, 10, 10, 10]', 1310720, 2.50, 10240, 2.48",
    "llama-3.1-70b, 2, '[40, 40]', 2097152, 4.00, 16384, 3.97",
    "llama-3.1-70b, 4, '[20, 20, 20, 20]', 2097152, 4.00, 16384, 3.97",
    "qwen3-235b-a22b, 2, '[47, 47]', 1048576, 2.00, 8192, 1.98",
    "qwen3-235b-a22b, 4, '[23, 24, 24, 23]', 1048576, 2.00, 8192, 1.98",
    "deepseek-v3, 2, '[31, 30]', 1835008, 3.50, 14336, 3.47",
    "deepseek-v3, 4, '[15, 15, 16, 15]', 1835008, 3.50, 14336, 3.47"
  })
  void pipelineParallel(
      String name,
      int pipeline,
      String split,
      long prefillBytes,
      double prefillMib,
      long decodeBytes,
      double decodeMib) {
    Planned planned = planned(name, Engine.VLLM, 1, pipeline);
    Deployment deployment = planned.plan().deployment();
    assertThat(IntStream.range(0, pipeline).mapToObj(deployment::layersOf).toList())
        .hasToString(split);
    for (int boundary = 0; boundary < pipeline - 1; boundary++) {
      for (Phase phase : new Phase[] {Phase.PREFILL, Phase.DECODE}) {
        boolean prefill = phase == Phase.PREFILL;
        Calls expected = calls(prefill ? 2 : 254, prefill ? prefillBytes : decodeBytes);
        Calls sent = planned.calls(phase, boundary, Collective.SEND, "handover");
        assertThat(sent).isEqualTo(expected);
        assertThat(planned.calls(phase, boundary + 1, Collective.RECV, "handover"))
            .isEqualTo(expected);
        assertThat(sent.count() * sent.bytes() / MIB)
            .isCloseTo(prefill ? prefillMib : decodeMib, within(PRINTED));
      }
    }
    assertThat(planned.calls(Phase.PREFILL, pipeline - 1, Collective.SEND, "handover"))
        .isEqualTo(Calls.NONE);
    assertThat(planned.calls(Phase.PREFILL, 0, Collective.RECV, "handover")).isEqualTo(Calls.NONE);
  }

  /** vLLM's second runner: two a pass, but not after the last, whose token nobody needs. */
  @Test
  void sampledTokensReturnInBroadcastsThatCountForNothing() {
    Planned planned = planned("llama-3.1-8b", Engine.VLLM, 1, 2);
    for (int stage = 0; stage < 2; stage++) {
      assertThat(planned.rows(Phase.PREFILL, stage, Collective.BROADCAST, "optional"))
          .extracting(PlanRow::count, PlanRow::messageBytes, PlanRow::optional)
          .containsExactlyInAnyOrder(tuple(1L, 8L, true), tuple(1L, 8L, true));
      assertThat(planned.rows(Phase.DECODE, stage, Collective.BROADCAST, "optional"))
          .extracting(PlanRow::count, PlanRow::messageBytes, PlanRow::optional)
          .containsExactlyInAnyOrder(tuple(126L, 8L, true), tuple(126L, 8L, true));
    }
    assertThat(planned.plan().wireBytesPerRank(0)).isEqualTo(2 * 255 * 8192);
  }

  @ParameterizedTest
  @CsvSource({
    "llama-3.1-8b, PREFILL, 33, 1048576, 2, 524288, 2, 1048576, 32, 1048576, 1, 256512",
    "llama-3.1-8b, DECODE, 4191, 8192, 254, 4096, 254, 8192, 4064, 8192, 127, 256512",
    "llama-3.2-3b, PREFILL, 29, 786432, 2, 393216, 2, 786432, 28, 786432, 1, 256512",
    "llama-3.2-3b, DECODE, 3683, 6144, 254, 3072, 254, 6144, 3556, 6144, 127, 256512",
    "llama-2-13b, PREFILL, 41, 1310720, 2, 655360, 2, 1310720, 40, 1310720, 1, 64000",
    "llama-2-13b, DECODE, 5207, 10240, 254, 5120, 254, 10240, 5080, 10240, 127, 64000",
    "llama-3.1-70b, PREFILL, 81, 2097152, 2, 1048576, 2, 2097152, 80, 2097152, 1, 256512",
    "llama-3.1-70b, DECODE, 10287, 16384, 254, 8192, 254, 16384, 10160, 16384, 127, 256512",
    "qwen3-235b-a22b, PREFILL, 95, 1048576, 2, 524288, 2, 1048576, 94, 1048576, 1, 303872",
    "qwen3-235b-a22b, DECODE, 12065, 8192, 254, 4096, 254, 8192, 11938, 8192, 127, 303872",
    "deepseek-v3, PREFILL, 63, 1835008, 2, 917504, 2, 1835008, 60, 1835008, 1, 258560",
    "deepseek-v3, DECODE, 8001, 14336, 254, 7168, 254, 14336, 7620, 14336, 127, 258560"
  })
  void tensorAndPipelineParallel(
      String name,
      Phase phase,
      long reduces0,
      long reduceBytes0,
      long sends,
      long sendBytes,
      long rebuilds,
      long rebuildBytes,
      long reduces1,
      long reduceBytes1,
      long logits,
      long logitsBytes) {
    Planned planned = planned(name, Engine.VLLM, 2, 2);
    assertThat(planned.calls(phase, 0, Collective.ALL_REDUCE, "layer"))
        .isEqualTo(calls(reduces0, reduceBytes0));
    assertThat(planned.calls(phase, 0, Collective.SEND, "handover"))
        .isEqualTo(calls(sends, sendBytes));
    assertThat(planned.calls(phase, 1, Collective.RECV, "handover"))
        .isEqualTo(calls(sends, sendBytes));
    assertThat(planned.calls(phase, 1, Collective.ALL_GATHER, "rebuild"))
        .isEqualTo(new Calls(rebuilds, rebuildBytes / 4, rebuildBytes));
    assertThat(planned.calls(phase, 1, Collective.ALL_REDUCE, "layer"))
        .isEqualTo(calls(reduces1, reduceBytes1));
    assertThat(planned.calls(phase, 1, Collective.ALL_GATHER, "logits"))
        .isEqualTo(new Calls(logits, logitsBytes / 4, logitsBytes));
    assertThat(planned.wireBytes(phase, 0, Collective.ALL_REDUCE, "layer"))
        .isEqualTo(reduces0 * reduceBytes0);
    assertThat(planned.wireBytes(phase, 1, Collective.ALL_GATHER, "rebuild"))
        .isEqualTo(rebuilds * rebuildBytes / 2);
  }

  /** SGLang gives the layer left over to the last stage: 61 and 62 all-reduces, not 63 and 60. */
  @ParameterizedTest
  @CsvSource({"SGLANG, 61, 62", "VLLM, 63, 60", "TRTLLM, 63, 60"})
  void sixtyOneLayersOnTwoStages(Engine engine, long first, long last) {
    Planned planned = planned("deepseek-v3", engine, 2, 2);
    assertThat(planned.calls(Phase.PREFILL, 0, Collective.ALL_REDUCE, "layer").count())
        .isEqualTo(first);
    assertThat(planned.calls(Phase.PREFILL, 1, Collective.ALL_REDUCE, "layer").count())
        .isEqualTo(last);
  }

  /** Whole tensors from every rank, and nothing to rebuild. */
  @Test
  void tensorRtHandsOverWhole() {
    Planned planned = planned("llama-3.1-8b", Engine.TRTLLM, 2, 2);
    assertThat(planned.calls(Phase.PREFILL, 0, Collective.SEND, "handover"))
        .isEqualTo(calls(2, 1048576));
    assertThat(planned.calls(Phase.PREFILL, 1, Collective.ALL_GATHER, "rebuild"))
        .isEqualTo(Calls.NONE);
  }

  @Test
  void transformersKeepsItsEmbeddingWhole() {
    Planned planned = planned("llama-3.1-8b", Engine.TRANSFORMERS, 2, 1);
    assertThat(planned.calls(Phase.PREFILL, 0, Collective.ALL_REDUCE, "layer"))
        .isEqualTo(calls(64, 1048576));
    assertThat(planned.calls(Phase.DECODE, 0, Collective.ALL_REDUCE, "embedding"))
        .isEqualTo(Calls.NONE);
  }

  @Test
  void replicasOfADenseModelExchangeNothing() {
    Deployment one = Serving.of(Models.LLAMA_8B, Engine.VLLM).on(2, 1, 1).deployment();
    Deployment four = Serving.of(Models.LLAMA_8B, Engine.VLLM).on(2, 1, 4).deployment();
    Plan alone = Planned.request(one, 128, 128).plan();
    Plan replicas = Planned.request(four, 128, 128).plan();
    assertThat(replicas.rows()).isEqualTo(alone.rows());
    assertThat(replicas.wireBytesOfCluster()).isEqualTo(4 * alone.wireBytesOfCluster());
  }

  @Test
  void halfPrecisionWeighsTheSameAndSinglesTwice() {
    Deployment half =
        Serving.of(Models.LLAMA_8B, Engine.VLLM).on(2, 1, 1).dataType(DataType.HALF).deployment();
    Deployment single =
        Serving.of(Models.LLAMA_8B, Engine.VLLM).on(2, 1, 1).dataType(DataType.FLOAT).deployment();
    assertThat(Planned.request(single, 128, 128).plan().wireBytesPerRank(0))
        .isEqualTo(2 * Planned.request(half, 128, 128).plan().wireBytesPerRank(0));
  }

  private static Planned planned(String model, Engine engine, int tensor, int pipeline) {
    Deployment deployment =
        Serving.of(Models.named(model), engine).on(tensor, pipeline, 1).deployment();
    return Planned.request(deployment, 128, 128);
  }

  private static Calls calls(long count, long bytes) {
    return new Calls(count, bytes / 2, bytes);
  }
}
