package dev.ringside.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.fabric.Confidence;
import dev.ringside.core.fabric.CostRule;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.core.fabric.Reach;
import dev.ringside.core.fabric.WireLaw;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {

  /** {@code (2L+1) + k(2·L_d+1)} all-reduces a step, and {@code 1 + k} all-gathers. */
  @ParameterizedTest
  @CsvSource({"1", "2", "4"})
  void callsOfADraftingStep(int drafted) {
    Deployment deployment =
        Serving.of(Models.LLAMA_8B, Engine.VLLM)
            .on(4, 1, 1)
            .drafting(drafted, Models.draftOf(Models.LLAMA_8B))
            .deployment();
    Plan plan = Planned.of(deployment, Workload.of(128, 2, 3)).plan();
    assertThat(count(plan, Phase.DECODE, Collective.ALL_REDUCE)).isEqualTo(65 + 3L * drafted);
    assertThat(count(plan, Phase.DECODE, Collective.ALL_GATHER)).isEqualTo(1 + drafted);
    assertThat(count(plan, Phase.PREFILL, Collective.ALL_REDUCE)).isEqualTo(65 + 3L * drafted);
    assertThat(plan.decodePasses()).isEqualTo(1);
  }

  private static long count(Plan plan, Phase phase, Collective collective) {
    return plan.rows().stream()
        .filter(row -> row.phase() == phase && row.collective() == collective)
        .mapToLong(PlanRow::count)
        .sum();
  }

  @Test
  void draftsRunOnTheLastStage() {
    Deployment deployment =
        Serving.of(Models.LLAMA_8B, Engine.VLLM)
            .on(2, 2, 1)
            .drafting(1, Models.draftOf(Models.LLAMA_8B))
            .deployment();
    assertThat(Planned.of(deployment, Workload.of(128, 2, 1)).plan().rows())
        .filteredOn(row -> row.purposes().contains("draft"))
        .isNotEmpty()
        .allMatch(row -> row.stage() == 1);
  }

  @Test
  void aDraftThatCannotRunThereIsRefused() {
    ModelShape odd =
        new ModelShape(
            "odd",
            1,
            96,
            3264,
            2,
            AttentionShape.grouped(6, 2, 16),
            FeedForwardShape.UNKNOWN,
            false);
    Deployment deployment =
        Serving.of(Models.LLAMA_8B, Engine.VLLM).on(4, 1, 1).drafting(1, odd).deployment();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Planner(deployment, Optional.empty()))
        .withMessageContaining("tensor 4 does not divide the 6 attention heads");
  }

  /** "Of 65 all-reduces, 0 will be seen by an NCCL hook here." */
  @Test
  void saysWhatAHookInNcclWillSee() {
    Planned planned =
        Planned.request(
            Serving.of(Models.LLAMA_8B, Engine.VLLM).on(8, 1, 1).gpu("h100", 8).deployment(),
            128,
            1);
    PlanRow reduces = planned.rows(Phase.PREFILL, 0, Collective.ALL_REDUCE, "layer").get(0);
    assertThat(reduces.count()).isEqualTo(65);
    assertThat(reduces.route().transport()).isEqualTo(Transport.SYMM_MEM);
    assertThat(Planned.visibleToNccl(planned.plan())).as("the logits").isEqualTo(1);
  }

  @Test
  void thePapersDeploymentIsAllNccls() {
    Plan plan =
        Planned.request(
                Serving.of(Models.LLAMA_8B, Engine.VLLM_V0)
                    .on(2, 2, 1)
                    .gpu("cardinal-h100", 4)
                    .flag(EngineFlag.DISABLE_CUSTOM_ALL_REDUCE)
                    .deployment(),
                128,
                128)
            .plan();
    assertThat(plan.rows()).allMatch(row -> row.route().transport() == Transport.NCCL);
    assertThat(Planned.visibleToNccl(plan))
        .isEqualTo(plan.rows().stream().mapToLong(PlanRow::count).sum());
  }

  /** SGLang's multicast gathers logits; the slices of a hand-over are gathered by NCCL. */
  @Test
  void rebuildsAreNoLogits() {
    Planned planned =
        Planned.request(
            Serving.of(Models.LLAMA_8B, Engine.SGLANG).on(2, 2, 1).gpu("h100", 8).deployment(),
            128,
            128);
    assertThat(planned.rows(Phase.DECODE, 1, Collective.ALL_GATHER, "rebuild"))
        .extracting(row -> row.route().transport())
        .containsExactly(Transport.NCCL);
    assertThat(planned.rows(Phase.DECODE, 1, Collective.ALL_GATHER, "logits"))
        .extracting(row -> row.route().transport())
        .containsExactly(Transport.SYMM_MEM);
  }

  /** Eight GPUs a node: tensor groups of 8 fit, of 16 do not; stages of 4 cross at every second. */
  @Test
  void groupsThatSpanNodesAreNcclsAndCostTheClustersPrice() {
    assertThat(secondsOf(serving(8, 1), Collective.ALL_REDUCE, 0)).isEqualTo(NODE);
    assertThat(secondsOf(serving(16, 1), Collective.ALL_REDUCE, 0)).isEqualTo(CLUSTER);
    assertThat(secondsOf(serving(4, 4), Collective.SEND, 0)).isEqualTo(NODE);
    assertThat(secondsOf(serving(4, 4), Collective.RECV, 1)).isEqualTo(NODE);
    assertThat(secondsOf(serving(4, 4), Collective.SEND, 1)).isEqualTo(CLUSTER);
    assertThat(secondsOf(serving(4, 4), Collective.RECV, 2)).isEqualTo(CLUSTER);
    assertThat(secondsOf(serving(4, 4), Collective.ALL_REDUCE, 2)).isEqualTo(NODE);
  }

  private static final double NODE = 1e-6;
  private static final double CLUSTER = 100e-6;

  /** Of one call of the first row of prefill. */
  private static double secondsOf(Deployment deployment, Collective collective, int stage) {
    Plan plan = new Planner(deployment, Optional.of(flat())).plan(Workload.of(128, 1, 1));
    return plan.rows().stream()
        .filter(row -> row.collective() == collective && row.stage() == stage)
        .filter(row -> !row.optional())
        .mapToDouble(row -> row.seconds().orElseThrow() / row.count())
        .findFirst()
        .orElseThrow();
  }

  private static Deployment serving(int tensor, int pipeline) {
    return Serving.of(Models.LLAMA_8B, Engine.VLLM)
        .on(tensor, pipeline, 1)
        .gpu("h100", 8)
        .version("0.32.0")
        .flag(EngineFlag.BATCH_INVARIANT)
        .deployment();
  }

  /** A fabric on which a call costs 1 µs within a node and 100 µs beyond, whatever its size. */
  private static Fabric flat() {
    List<CostRule> rules = new ArrayList<>();
    for (Reach reach : Reach.values()) {
      rules.add(
          new CostRule(
              Transport.NCCL,
              Optional.empty(),
              reach,
              1,
              1024,
              0,
              Long.MAX_VALUE,
              WireLaw.RING,
              reach == Reach.NODE ? NODE : CLUSTER,
              Double.POSITIVE_INFINITY,
              Confidence.ESTIMATE,
              "flat"));
    }
    return new Fabric("flat", 4, false, rules);
  }

  /**
   * TP2×PP2: 33 + 32 reduces, 2 hand-overs and 2 rebuilds, 1 gather of logits, a microsecond each;
   * a hand-over counts once, at its receiver, and optional traffic not at all.
   */
  @Test
  void secondsOfAPhaseAddUpOverStages() {
    Plan plan = new Planner(serving(2, 2), Optional.of(flat())).plan(Workload.of(128, 3, 1));
    double each = 33 + 32 + 2 + 2 + 1;
    assertThat(plan.seconds(Phase.PREFILL).orElseThrow()).isCloseTo(each * 1e-6, within(1e-12));
    assertThat(plan.seconds(Phase.DECODE).orElseThrow()).isCloseTo(2 * each * 1e-6, within(1e-12));
    assertThat(plan.rows()).anyMatch(PlanRow::optional);
  }

  @Test
  void withoutAFabricOrAGpuSecondsAreNotKnown() {
    assertThat(new Planner(serving(2, 2), Optional.empty()).plan(Workload.of(8, 2, 1)))
        .matches(plan -> plan.seconds(Phase.PREFILL).isEmpty());
    Deployment noGpu = Serving.of(Models.LLAMA_8B, Engine.VLLM).on(2, 2, 1).deployment();
    Plan plan = new Planner(noGpu, Optional.of(flat())).plan(Workload.of(8, 2, 1));
    assertThat(plan.seconds(Phase.DECODE)).isEmpty();
    assertThat(Planned.visibleToNccl(plan)).isZero();
  }

  /** One GPU communicates nothing, which takes no time. */
  @Test
  void oneGpuIsSilent() {
    Plan plan = new Planner(serving(1, 1), Optional.of(flat())).plan(Workload.of(8, 2, 1));
    assertThat(plan.rows()).isEmpty();
    assertThat(plan.seconds(Phase.DECODE)).hasValue(0);
    assertThat(plan.wireBytesOfCluster()).isZero();
  }

  /** Stage by stage: reduces 32·h and its gather, then times the ranks. */
  @Test
  void totalsLeaveOptionalTrafficOut() {
    Plan plan = Planned.request(serving(2, 2), 128, 128).plan();
    assertThat(plan.rows()).anyMatch(PlanRow::optional);
    for (int stage = 0; stage < 2; stage++) {
      int of = stage;
      assertThat(plan.wireBytesPerRank(stage))
          .isEqualTo(
              plan.rows().stream()
                  .filter(row -> row.stage() == of && !row.optional())
                  .mapToLong(PlanRow::wireBytes)
                  .sum());
    }
    long rows = 128 + 127;
    long handed = 2 * rows * 4096;
    long first = 33 * rows * 8192 + handed;
    long last = 32 * rows * 8192 + handed + 2 * rows * 4096 + 128 * 128256L;
    assertThat(plan.wireBytesPerRank(0)).isEqualTo(first);
    assertThat(plan.wireBytesPerRank(1)).isEqualTo(last);
    assertThat(plan.wireBytesOfCluster()).isEqualTo(2 * (first + last));
  }

  @Test
  void cacheOfAPromptTokenToHandOver() {
    assertThat(Planned.request(serving(2, 1), 8, 1).plan().kvBytesPerToken()).isEqualTo(131_072);
  }

  /** A prompt's last chunk is smaller: two rows of prefill, each counted for itself. */
  @Test
  void passesOfOneSizeShareARow() {
    Planned planned =
        Planned.of(
            Serving.of(Models.LLAMA_8B, Engine.VLLM).on(2, 1, 1).deployment(),
            new Workload(20_000, 1, 1, 8192));
    assertThat(planned.plan().prefillPasses()).isEqualTo(3);
    assertThat(planned.rows(Phase.PREFILL, 0, Collective.ALL_REDUCE, "layer"))
        .extracting(PlanRow::count)
        .containsExactly(130L, 65L);
    assertThat(planned.calls(Phase.PREFILL, 0, Collective.ALL_GATHER, "logits").count())
        .isEqualTo(3);
  }
}
