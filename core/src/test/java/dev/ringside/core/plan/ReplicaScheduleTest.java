package dev.ringside.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.List;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** DeepSeek-V3 (61 layers, h 7168) on 8 H100: 64 requests over replicas of attention. */
class ReplicaScheduleTest {

  private static final long H = 7168;

  private static Serving on(int replicas) {
    return Serving.of(Models.DEEPSEEK_V3, Engine.SGLANG)
        .on(8, 1, 1)
        .attentionReplicas(replicas)
        .gpu("h100", 8);
  }

  private static Plan plan(Serving serving, long batch) {
    return new Planner(serving.deployment(), Optional.empty())
        .plan(new Workload(128, 3, batch, 8192));
  }

  private static Tuple[] decoded(Plan plan, Collective collective) {
    return plan.rows().stream()
        .filter(row -> row.phase() == Phase.DECODE && row.collective() == collective)
        .map(row -> tuple(row.sendElements(), row.count(), row.groupSize()))
        .toArray(Tuple[]::new);
  }

  /** 1,024 tokens a replica are a d-th of a full pass; 64 rows in all. */
  @Test
  void promptsAreSummed() {
    Plan plan = plan(on(8), 64);
    assertThat(plan.prefillPasses()).isEqualTo(1);
    assertThat(plan.rows())
        .filteredOn(row -> row.phase() == Phase.PREFILL)
        .extracting(PlanRow::collective, PlanRow::sendElements, PlanRow::count)
        .contains(
            tuple(Collective.ALL_REDUCE, 8192 * H, 122L), tuple(Collective.ALL_REDUCE, 64 * H, 1L));
  }

  /** ΣT·h·b of 64 tokens fits the custom all-reduce: two a layer, and one for the logits' rows. */
  @Test
  void decodingIsSummedWhereTheCustomKernelHoldsIt() {
    Plan plan = plan(on(8), 64);
    assertThat(decoded(plan, Collective.ALL_REDUCE)).containsExactly(tuple(64 * H, 2 * 123L, 8));
    assertThat(plan.rows())
        .filteredOn(row -> row.collective() == Collective.ALL_REDUCE && row.count() == 246)
        .extracting(row -> row.route().transport())
        .containsExactly(Transport.CUSTOM_AR);
  }

  @Test
  void withoutItTokensAreGatheredAndScattered() {
    Plan plan = plan(on(8).flag(EngineFlag.DISABLE_CUSTOM_ALL_REDUCE), 64);
    assertThat(decoded(plan, Collective.ALL_GATHER)).contains(tuple(8 * H, 2 * 61L, 8));
    assertThat(decoded(plan, Collective.REDUCE_SCATTER)).containsExactly(tuple(64 * H, 122L, 8));
  }

  /** One request: seven replicas are idle, and still the captured graph has a token of each. */
  @Test
  void idleReplicasAreFilledUp() {
    Plan plan = plan(on(8), 1);
    assertThat(decoded(plan, Collective.ALL_GATHER)).contains(tuple(H, 122L, 8));
    List<PlannedPass> eager =
        PassSchedule.of(
            on(8).flag(EngineFlag.ENFORCE_EAGER).deployment(), new Workload(128, 2, 1, 8192));
    assertThat(eager.get(1).input().sizes().others()).startsWith(1L, 0L).hasSize(8);
  }

  /** Four replicas of two ranks, 10 requests: 3, 3, 2 and 2, filled up to 4. */
  @Test
  void tokensAreAMultipleOfAReplicasRanks() {
    Plan plan = plan(on(4).flag(EngineFlag.DISABLE_CUSTOM_ALL_REDUCE), 10);
    assertThat(decoded(plan, Collective.REDUCE_SCATTER))
        .contains(tuple(16 * H, 122L, 8), tuple(4 * H, 122L, 2));
    assertThat(decoded(plan, Collective.ALL_GATHER))
        .contains(tuple(2 * H, 122L, 8), tuple(2 * H, 122L, 2));
  }
}
