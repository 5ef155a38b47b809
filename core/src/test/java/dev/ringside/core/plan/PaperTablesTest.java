package dev.ringside.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.plan.Planned.Calls;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tables III to VI of arXiv 2507.14392 as the planner gives them, and the rows they leave out: one
 * request of 128 prompt and 128 output tokens on vLLM V0.
 */
class PaperTablesTest {

  @ParameterizedTest
  @CsvSource({
    "llama-3.2-3b, 2, 57, 7239, 64128",
    "llama-3.2-3b, 4, 57, 7239, 32064",
    "llama-3.1-8b, 2, 65, 8255, 64128",
    "llama-3.1-8b, 4, 65, 8255, 32064",
    "llama-2-13b, 2, 81, 10287, 16000",
    "llama-2-13b, 4, 81, 10287, 8000"
  })
  void tableThreeTensorParallel(
      String model, int tensor, long prefill, long decode, long gathered) {
    Planned planned = planned(model, tensor, 1);
    long hidden = Models.named(model).hidden();

    assertThat(planned.calls(Phase.PREFILL, 0, Collective.ALL_REDUCE, "layer"))
        .isEqualTo(calls(prefill, 128 * hidden));
    assertThat(planned.calls(Phase.DECODE, 0, Collective.ALL_REDUCE, "layer"))
        .isEqualTo(calls(decode, hidden));
    assertThat(planned.calls(Phase.PREFILL, 0, Collective.GATHER, "logits"))
        .isEqualTo(gathers(1, gathered, tensor));
    assertThat(planned.calls(Phase.DECODE, 0, Collective.GATHER, "logits"))
        .isEqualTo(gathers(127, gathered, tensor));
    assertThat(planned.plan().rows()).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({
    "llama-3.2-3b, 786432, 6144, 57, 7239",
    "llama-3.1-8b, 1048576, 8192, 65, 8255",
    "llama-2-13b, 1310720, 10240, 81, 10287"
  })
  void tableFourAllReduceBytes(
      String model, long prefillBytes, long decodeBytes, long prefill, long decode) {
    for (int tensor : new int[] {2, 4}) {
      Planned planned = planned(model, tensor, 1);
      assertThat(planned.plan().rows())
          .filteredOn(row -> row.collective() == Collective.ALL_REDUCE)
          .extracting(PlanRow::phase, PlanRow::count, PlanRow::messageBytes, PlanRow::purposes)
          .containsExactly(
              tuple(Phase.PREFILL, prefill, prefillBytes, List.of("embedding", "layer")),
              tuple(Phase.DECODE, decode, decodeBytes, List.of("embedding", "layer")));
    }
  }

  /** Its counts are sums over the p − 1 links. */
  @ParameterizedTest
  @CsvSource({
    "llama-3.2-3b, 2, 2, 254",
    "llama-3.2-3b, 4, 6, 762",
    "llama-3.1-8b, 2, 2, 254",
    "llama-3.1-8b, 4, 6, 762",
    "llama-2-13b, 2, 2, 254",
    "llama-2-13b, 4, 6, 762"
  })
  void tableFivePipelineParallel(String model, int pipeline, long prefill, long decode) {
    Planned planned = planned(model, 1, pipeline);
    long hidden = Models.named(model).hidden();
    for (Collective direction : new Collective[] {Collective.SEND, Collective.RECV}) {
      assertThat(overStages(planned, Phase.PREFILL, direction)).isEqualTo(prefill);
      assertThat(overStages(planned, Phase.DECODE, direction)).isEqualTo(decode);
    }
    assertThat(planned.calls(Phase.PREFILL, 0, Collective.SEND, "handover"))
        .isEqualTo(calls(2, 128 * hidden));
    assertThat(planned.calls(Phase.DECODE, pipeline - 1, Collective.RECV, "handover"))
        .isEqualTo(calls(254, hidden));
    assertThat(planned.plan().rows()).allMatch(row -> row.collective().isPointToPoint());
  }

  private static long overStages(Planned planned, Phase phase, Collective collective) {
    return planned.plan().rows().stream()
        .filter(row -> row.phase() == phase && row.collective() == collective)
        .mapToLong(PlanRow::count)
        .sum();
  }

  /** The paper prints stage 0's all-reduces beside the last stage's gather: no rank makes both. */
  @ParameterizedTest
  @CsvSource({
    "llama-3.2-3b, 29, 3683, 28, 3556, 1536, 64128",
    "llama-3.1-8b, 33, 4191, 32, 4064, 2048, 64128",
    "llama-2-13b, 41, 5207, 40, 5080, 2560, 16000"
  })
  void tableSixTensorAndPipelineParallel(
      String model,
      long prefill0,
      long decode0,
      long prefill1,
      long decode1,
      long slice,
      long gathered) {
    Planned planned = planned(model, 2, 2);
    long hidden = Models.named(model).hidden();

    assertThat(planned.calls(Phase.PREFILL, 0, Collective.ALL_REDUCE, "layer"))
        .isEqualTo(calls(prefill0, 128 * hidden));
    assertThat(planned.calls(Phase.DECODE, 0, Collective.ALL_REDUCE, "layer"))
        .isEqualTo(calls(decode0, hidden));
    assertThat(planned.calls(Phase.PREFILL, 1, Collective.ALL_REDUCE, "layer"))
        .isEqualTo(calls(prefill1, 128 * hidden));
    assertThat(planned.calls(Phase.DECODE, 1, Collective.ALL_REDUCE, "layer"))
        .isEqualTo(calls(decode1, hidden));

    assertThat(planned.calls(Phase.PREFILL, 0, Collective.SEND, "handover"))
        .isEqualTo(calls(2, 128 * slice));
    assertThat(planned.calls(Phase.DECODE, 0, Collective.SEND, "handover"))
        .isEqualTo(calls(254, slice));
    assertThat(planned.calls(Phase.PREFILL, 1, Collective.RECV, "handover"))
        .isEqualTo(calls(2, 128 * slice));
    assertThat(planned.calls(Phase.DECODE, 1, Collective.RECV, "handover"))
        .isEqualTo(calls(254, slice));
    assertThat(planned.calls(Phase.PREFILL, 1, Collective.ALL_GATHER, "rebuild"))
        .isEqualTo(gathers(2, 128 * slice, 2));
    assertThat(planned.calls(Phase.DECODE, 1, Collective.ALL_GATHER, "rebuild"))
        .isEqualTo(gathers(254, slice, 2));
    assertThat(planned.calls(Phase.PREFILL, 1, Collective.GATHER, "logits"))
        .isEqualTo(gathers(1, gathered, 2));
    assertThat(planned.calls(Phase.DECODE, 1, Collective.GATHER, "logits"))
        .isEqualTo(gathers(127, gathered, 2));

    assertThat(planned.plan().rows())
        .filteredOn(row -> row.stage() == 0)
        .extracting(PlanRow::collective)
        .containsOnly(Collective.ALL_REDUCE, Collective.SEND);
    assertThat(planned.plan().rows()).hasSize(12);
  }

  @Test
  void passesOfARequest() {
    Plan plan = planned("llama-3.1-8b", 2, 2).plan();
    assertThat(plan.prefillPasses()).isEqualTo(1);
    assertThat(plan.decodePasses()).isEqualTo(127);
  }

  private static Planned planned(String model, int tensor, int pipeline) {
    Deployment deployment =
        Serving.of(Models.named(model), Engine.VLLM_V0).on(tensor, pipeline, 1).deployment();
    return Planned.request(deployment, 128, 128);
  }

  private static Calls calls(long count, long elements) {
    return new Calls(count, elements, elements * 2);
  }

  private static Calls gathers(long count, long elements, int ranks) {
    return new Calls(count, elements, elements * 2 * ranks);
  }
}
