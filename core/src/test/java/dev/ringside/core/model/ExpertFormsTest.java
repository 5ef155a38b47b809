package dev.ringside.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Qwen3-235B: h 4096, 94 expert layers, k 8 of E 128. DeepSeek-V3: h 7168, 58 of 61, shared one.
 */
class ExpertFormsTest {

  private static final long H = 4096;

  @Test
  void withOneReplicaExpertsReduceAsDenseLayersDo() {
    Deployment spread =
        Serving.of(Models.QWEN3_235B, Engine.VLLM)
            .on(8, 1, 1)
            .experts(AllToAll.DEEPEP_LOW_LATENCY)
            .deployment();
    assertThat(count(expect(spread, 64), Collective.ALL_REDUCE)).isEqualTo(189);
    assertThat(expect(spread, 64)).noneMatch(calls -> calls.purpose() == Purpose.DISPATCH);
  }

  /** Attention's all-reduce stays, the tokens of an expert layer are shared out by tensor rank. */
  @Test
  void tensorRanksShareOutTheTokensOfExpertLayers() {
    Deployment deployment =
        Serving.of(Models.QWEN3_235B, Engine.VLLM)
            .on(4, 1, 2)
            .experts(AllToAll.ALLGATHER_REDUCESCATTER)
            .deployment();
    List<ExpectedCalls> calls = expect(deployment, 66);
    assertThat(count(calls, Collective.ALL_REDUCE)).isEqualTo(1 + 94);
    assertThat(calls)
        .filteredOn(call -> call.parallelism() == Parallelism.TP && isLayer(call))
        .extracting(ExpectedCalls::collective, ExpectedCalls::sendElements, ExpectedCalls::count)
        .contains(tuple(Collective.ALL_GATHER, 17 * H, 94L));
    assertThat(calls)
        .filteredOn(call -> call.parallelism() == Parallelism.EP)
        .extracting(
            ExpectedCalls::collective,
            ExpectedCalls::sendElements,
            ExpectedCalls::dataType,
            ExpectedCalls::count,
            ExpectedCalls::groupSize)
        .containsExactly(
            tuple(Collective.ALL_GATHER, 17 * H, DataType.BFLOAT16, 94L, 8),
            tuple(Collective.ALL_GATHER, 17L * 8, DataType.FLOAT, 94L, 8),
            tuple(Collective.ALL_GATHER, 17L * 8, DataType.INT, 94L, 8),
            tuple(Collective.REDUCE_SCATTER, 17 * H * 8, DataType.BFLOAT16, 94L, 8));
  }

  private static boolean isLayer(ExpectedCalls call) {
    return call.purpose() == Purpose.LAYER;
  }

  /** Without spreading, the exchange is among replicas only and the tensor group still reduces. */
  @Test
  void splitExpertsReduceOverTheTensorGroupToo() {
    Deployment deployment =
        Serving.of(Models.QWEN3_235B, Engine.VLLM)
            .on(4, 1, 2)
            .splitExperts(AllToAll.ALLGATHER_REDUCESCATTER)
            .deployment();
    List<ExpectedCalls> calls = expect(deployment, 64);
    assertThat(count(calls, Collective.ALL_REDUCE)).isEqualTo(189);
    assertThat(calls)
        .filteredOn(call -> call.purpose() == Purpose.COMBINE)
        .extracting(
            ExpectedCalls::parallelism, ExpectedCalls::sendElements, ExpectedCalls::groupSize)
        .containsExactly(tuple(Parallelism.DP, 64 * H * 2, 2));
  }

  /** DeepSeek-V3 on t > 1 and d > 1: 7 all-reduces, 58 reduce-scatters, 57 + 1 all-gathers. */
  @Test
  void deepSeekScattersInsteadOfReducing() {
    List<ExpectedCalls> tensor = tensorOf(deepSeek("0.26.0", 1));
    assertThat(tensor)
        .extracting(ExpectedCalls::collective, ExpectedCalls::sendElements, ExpectedCalls::count)
        .containsExactly(
            tuple(Collective.ALL_REDUCE, 64 * 7168L, 1L),
            tuple(Collective.ALL_REDUCE, 64 * 7168L, 6L),
            tuple(Collective.REDUCE_SCATTER, 64 * 7168L, 58L),
            tuple(Collective.ALL_GATHER, 8 * 7168L, 57L),
            tuple(Collective.ALL_GATHER, 2 * 8 * 7168L, 1L));
    long whole = 64 * 7168L * 2;
    assertThat(wireBytes(tensor.get(2))).isEqualTo(58 * whole * 7 / 8);
    assertThat(wireBytes(tensor.get(3))).isEqualTo(57 * whole * 7 / 8);
  }

  /** Before 0.26, and over several stages, as any other model with experts. */
  @ParameterizedTest
  @CsvSource({"0.25.1, 1, 65, 58", "main, 2, 35, 28"})
  void deepSeekAsOthersDo(String version, int pipeline, long reduces, long gathers) {
    List<ExpectedCalls> tensor = tensorOf(deepSeek(version, pipeline));
    assertThat(count(tensor, Collective.REDUCE_SCATTER)).isZero();
    assertThat(count(tensor, Collective.ALL_REDUCE)).isEqualTo(reduces);
    assertThat(count(tensor, Collective.ALL_GATHER)).isEqualTo(gathers);
  }

  private static Deployment deepSeek(String version, int pipeline) {
    return Serving.of(Models.DEEPSEEK_V3, Engine.VLLM)
        .on(8, pipeline, 2)
        .experts(AllToAll.DEEPEP_LOW_LATENCY)
        .version(version)
        .deployment();
  }

  private static List<ExpectedCalls> tensorOf(Deployment deployment) {
    return expect(deployment, 64).stream()
        .filter(call -> call.parallelism() == Parallelism.TP && call.purpose() != Purpose.LOGITS)
        .toList();
  }

  /** 2d broadcasts, each data-parallel rank in turn; one all-reduce over all t·d ranks. */
  @Test
  void naiveBroadcasts() {
    Deployment deployment =
        Serving.of(Models.QWEN3_235B, Engine.VLLM)
            .on(2, 1, 4)
            .experts(AllToAll.NAIVE)
            .version("0.9")
            .deployment();
    List<ExpectedCalls> calls = expect(deployment, 64);
    assertThat(calls)
        .filteredOn(call -> call.parallelism() == Parallelism.EP)
        .extracting(
            ExpectedCalls::collective,
            ExpectedCalls::sendElements,
            ExpectedCalls::count,
            ExpectedCalls::groupSize)
        .containsExactly(
            tuple(Collective.BROADCAST, 64 * H, 4 * 94L, 4),
            tuple(Collective.BROADCAST, 64L * 128, 4 * 94L, 4),
            tuple(Collective.ALL_REDUCE, 4 * 64 * H, 94L, 8));
    assertThat(calls)
        .filteredOn(call -> call.parallelism() == Parallelism.TP && isLayer(call))
        .extracting(ExpectedCalls::count)
        .containsExactly(94L);
  }

  /** d = 1 of 4 rooted tensors each: what the group makes of one layer if tokens differ. */
  @Test
  void unequalTokensFallBackToRoots() {
    List<ExpectedCalls> calls =
        UnequalExperts.calls(List.of(3L, 5L), H, 8, DataType.BFLOAT16, false);
    assertThat(calls)
        .extracting(ExpectedCalls::collective, ExpectedCalls::sendElements, ExpectedCalls::dataType)
        .containsExactly(
            tuple(Collective.BROADCAST, 3 * H, DataType.BFLOAT16),
            tuple(Collective.BROADCAST, 24L, DataType.FLOAT),
            tuple(Collective.BROADCAST, 24L, DataType.INT),
            tuple(Collective.REDUCE, 3 * H, DataType.BFLOAT16),
            tuple(Collective.BROADCAST, 5 * H, DataType.BFLOAT16),
            tuple(Collective.BROADCAST, 40L, DataType.FLOAT),
            tuple(Collective.BROADCAST, 40L, DataType.INT),
            tuple(Collective.REDUCE, 5 * H, DataType.BFLOAT16));
    assertThat(calls).allMatch(call -> call.groupSize() == 2 && call.count() == 1);
  }

  /** Found by the simulator: the scales travel too. */
  @Test
  void quantisedTokensOfUnequalNumberBringTheirScales() {
    assertThat(UnequalExperts.calls(List.of(3L), 7168, 8, DataType.BFLOAT16, true))
        .extracting(ExpectedCalls::collective, ExpectedCalls::sendElements, ExpectedCalls::dataType)
        .containsExactly(
            tuple(Collective.BROADCAST, 3L * 7168, DataType.FLOAT8_E4M3FN),
            tuple(Collective.BROADCAST, 3L * 56, DataType.FLOAT),
            tuple(Collective.BROADCAST, 24L, DataType.FLOAT),
            tuple(Collective.BROADCAST, 24L, DataType.INT),
            tuple(Collective.REDUCE, 3L * 7168, DataType.BFLOAT16));
  }

  /** DeepEP's own figures: 128 tokens to 8 experts are 7.59 MB out and 14.7 MB back. */
  @Test
  void lowLatencyKernels() {
    Deployment deployment =
        Serving.of(Models.DEEPSEEK_V3, Engine.VLLM)
            .on(1, 1, 8)
            .experts(AllToAll.DEEPEP_LOW_LATENCY)
            .deployment();
    assertThat(expect(deployment, 128))
        .extracting(
            ExpectedCalls::purpose,
            ExpectedCalls::messageBytes,
            ExpectedCalls::count,
            ExpectedCalls::transport)
        .containsExactly(
            tuple(Purpose.DISPATCH, 128L * 8 * 7408, 58L, Transport.DEEPEP),
            tuple(Purpose.COMBINE, 128L * 8 * 14336, 58L, Transport.DEEPEP));
  }

  @ParameterizedTest
  @CsvSource({"8, 5.25", "16, 6.45", "32, 7.18"})
  void destinationsOfEightExpertsUnderUniformRouting(int group, double expected) {
    assertThat(ExpertForms.destinations(Models.DEEPSEEK_V3.feedForward(), group))
        .isCloseTo(expected, within(0.005));
  }

  @ParameterizedTest
  @CsvSource({"'', 2", "fp8-dispatch, 1"})
  void highThroughputKernels(String flag, int bytes) {
    Serving serving =
        Serving.of(Models.DEEPSEEK_V3, Engine.VLLM)
            .on(1, 1, 16)
            .experts(AllToAll.DEEPEP_HIGH_THROUGHPUT);
    Deployment deployment =
        (flag.isEmpty() ? serving : serving.flag(EngineFlag.FP8_DISPATCH)).deployment();
    double rows = 64 * ExpertForms.destinations(Models.DEEPSEEK_V3.feedForward(), 16);
    assertThat(expect(deployment, 64))
        .extracting(ExpectedCalls::purpose, ExpectedCalls::messageBytes)
        .containsExactly(
            tuple(Purpose.DISPATCH, Math.round(rows * 7168 * bytes)),
            tuple(Purpose.COMBINE, Math.round(rows * 7168 * 2)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Engine.class,
      names = {"SGLANG", "TRTLLM", "TRANSFORMERS"})
  void replicasOfOtherEnginesAreServersOfTheirOwn(Engine engine) {
    Deployment deployment =
        Serving.of(Models.QWEN3_235B, engine)
            .on(2, 1, 4)
            .experts(AllToAll.ALLGATHER_REDUCESCATTER)
            .deployment();
    assertThat(expect(deployment, 64)).allMatch(call -> call.parallelism() == Parallelism.TP);
    assertThat(count(expect(deployment, 64), Collective.ALL_REDUCE))
        .isEqualTo(engine == Engine.TRANSFORMERS ? 188 : 189);
  }

  /** Experts live where their layers do: the 3 dense layers are the first stage's. */
  @Test
  void stagesHoldTheirOwnExpertLayers() {
    ModelShape model = Models.DEEPSEEK_V3;
    Deployment deployment =
        Serving.of(model, Engine.VLLM)
            .on(1, 4, 2)
            .experts(AllToAll.DEEPEP_LOW_LATENCY)
            .deployment();
    ForwardPassModel forms = new ForwardPassModel(deployment);
    long[] expected = {12, 15, 16, 15};
    for (int stage = 0; stage < 4; stage++) {
      assertThat(forms.expect(stage, 64, 1))
          .filteredOn(calls -> calls.purpose() == Purpose.DISPATCH)
          .extracting(ExpectedCalls::count)
          .containsExactly(expected[stage]);
    }
  }

  @ParameterizedTest
  @EnumSource(AllToAll.class)
  void sizesThatFollowFromUnseenTokensAreUnknown(AllToAll way) {
    Deployment deployment =
        Serving.of(Models.QWEN3_235B, Engine.VLLM).on(2, 1, 4).experts(way).deployment();
    assertThat(expect(deployment, -1))
        .filteredOn(calls -> calls.purpose() != Purpose.LOGITS)
        .isNotEmpty()
        .allMatch(calls -> calls.sendElements() == -1 && calls.messageBytes() == -1);
  }

  private static long wireBytes(ExpectedCalls calls) {
    return CallKind.of(calls).traffic(calls.count()).wireBytes();
  }

  private static List<ExpectedCalls> expect(Deployment deployment, long tokens) {
    return new ForwardPassModel(deployment).expect(0, tokens, 1);
  }

  private static long count(List<ExpectedCalls> calls, Collective collective) {
    return calls.stream()
        .filter(call -> call.collective() == collective && call.purpose() != Purpose.LOGITS)
        .filter(call -> call.parallelism() == Parallelism.TP)
        .mapToLong(ExpectedCalls::count)
        .sum();
  }
}
