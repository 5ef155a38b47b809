package dev.ringside.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import org.junit.jupiter.api.Test;

/** One decode step of 64 tokens a rank on 8 data-parallel ranks, worked out by hand. */
class ExpertTablesTest {

  private static final long MIB = 1 << 20;
  private static final long KIB = 1 << 10;

  /** {@code 94 × (2·7/8·4 MiB + 28 KiB) = 661 MiB}. */
  @Test
  void qwenGathersAndScatters() {
    Deployment deployment =
        Serving.of(Models.QWEN3_235B, Engine.VLLM)
            .on(1, 1, 8)
            .experts(AllToAll.ALLGATHER_REDUCESCATTER)
            .deployment();
    Planned step = step(deployment);
    assertThat(step.rows(Phase.DECODE, 0, Collective.ALL_GATHER, "dispatch"))
        .extracting(PlanRow::count, PlanRow::messageBytes)
        .containsExactly(tuple(94L, 4 * MIB), tuple(2 * 94L, 16 * KIB));
    assertThat(step.rows(Phase.DECODE, 0, Collective.REDUCE_SCATTER, "combine"))
        .extracting(PlanRow::count, PlanRow::messageBytes)
        .containsExactly(tuple(94L, 4 * MIB));
    assertThat(decodeWire(step.plan())).isEqualTo(94 * (7 * MIB + 28 * KIB));
    assertThat(decodeWire(step.plan()) / (double) MIB).isCloseTo(661, within(0.5));
  }

  /** {@code 58 × 7/8·(10.5 MiB + 144 KiB) = 540 MiB}. */
  @Test
  void deepSeekDispatchesOneByteAnElement() {
    Deployment deployment =
        Serving.of(Models.DEEPSEEK_V3, Engine.VLLM)
            .on(1, 1, 8)
            .experts(AllToAll.ALLGATHER_REDUCESCATTER)
            .flag(EngineFlag.FP8_DISPATCH)
            .deployment();
    Planned step = step(deployment);
    assertThat(step.rows(Phase.DECODE, 0, Collective.ALL_GATHER, "dispatch"))
        .extracting(PlanRow::count, PlanRow::messageBytes)
        .containsExactly(tuple(58L, 3584 * KIB), tuple(58L, 112 * KIB), tuple(2 * 58L, 16 * KIB));
    assertThat(step.rows(Phase.DECODE, 0, Collective.REDUCE_SCATTER, "combine"))
        .extracting(PlanRow::count, PlanRow::messageBytes)
        .containsExactly(tuple(58L, 7 * MIB));
    assertThat(decodeWire(step.plan()) / (double) MIB).isCloseTo(540, within(0.5));
  }

  /** 3.79 MB out and 7.34 MB back a layer: 565 MB on the wire, none of it NCCL's. */
  @Test
  void deepSeekOverLowLatencyKernels() {
    Deployment deployment =
        Serving.of(Models.DEEPSEEK_V3, Engine.VLLM)
            .on(1, 1, 8)
            .experts(AllToAll.DEEPEP_LOW_LATENCY)
            .gpu("h100", 8)
            .deployment();
    Planned step = step(deployment);
    assertThat(step.rows(Phase.DECODE, 0, Collective.ALL_TO_ALL, "dispatch"))
        .extracting(PlanRow::count, PlanRow::messageBytes)
        .containsExactly(tuple(58L, 64L * 8 * 7408));
    assertThat(step.rows(Phase.DECODE, 0, Collective.ALL_TO_ALL, "combine"))
        .extracting(PlanRow::count, PlanRow::messageBytes)
        .containsExactly(tuple(58L, 64L * 8 * 14336));
    assertThat(64 * 8 * 7408 / 1e6).isCloseTo(3.79, within(0.005));
    assertThat(64 * 8 * 14336 / 1e6).isCloseTo(7.34, within(0.005));
    assertThat(decodeWire(step.plan()) / 1e6).isCloseTo(565, within(0.5));
    assertThat(step.plan().rows()).allMatch(row -> row.route().transport() == Transport.DEEPEP);
    assertThat(Planned.visibleToNccl(step.plan())).isZero();
  }

  /** {@code 123 × 1.75 × 0.875 MiB = 188 MiB}: with one replica experts change nothing. */
  @Test
  void deepSeekOnOneReplicaReduces() {
    Deployment deployment = Serving.of(Models.DEEPSEEK_V3, Engine.VLLM).on(8, 1, 1).deployment();
    Planned step = step(deployment);
    assertThat(step.calls(Phase.DECODE, 0, Collective.ALL_REDUCE, "layer"))
        .isEqualTo(new Planned.Calls(123, 64 * 7168, 896 * KIB));
    double mib = step.wireBytes(Phase.DECODE, 0, Collective.ALL_REDUCE, "layer") / (double) MIB;
    assertThat(mib).isCloseTo(188, within(0.5));
  }

  /** The cluster moves what its 8 ranks move. */
  @Test
  void allRanksTogether() {
    Deployment deployment =
        Serving.of(Models.QWEN3_235B, Engine.VLLM)
            .on(1, 1, 8)
            .experts(AllToAll.ALLGATHER_REDUCESCATTER)
            .deployment();
    Plan plan = step(deployment).plan();
    assertThat(plan.wireBytesOfCluster()).isEqualTo(8 * plan.wireBytesPerRank(0));
  }

  /** A prompt of one token each, so that decode is one step of 64. */
  private static Planned step(Deployment deployment) {
    return Planned.of(deployment, Workload.of(1, 2, 64));
  }

  private static long decodeWire(Plan plan) {
    return plan.rows().stream()
        .filter(row -> row.phase() == Phase.DECODE && !row.optional())
        .mapToLong(PlanRow::wireBytes)
        .sum();
  }
}
