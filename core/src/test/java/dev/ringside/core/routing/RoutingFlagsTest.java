package dev.ringside.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutingFlagsTest {

  @Test
  void noFlagIsTheDefaults() {
    assertThat(RoutingFlags.of(Set.of())).isEqualTo(RoutingFlags.DEFAULTS);
    assertThat(RoutingFlags.of(Set.of(EngineFlag.FP8_DISPATCH))).isEqualTo(RoutingFlags.DEFAULTS);
  }

  @Test
  void eachFlagTurnsOneRoute() {
    assertThat(RoutingFlags.of(Set.of("disable-custom-all-reduce")).customAllReduce()).isFalse();
    assertThat(RoutingFlags.of(Set.of("disable-symm-mem")).symmetricMemory()).isFalse();
    assertThat(RoutingFlags.of(Set.of("disable-allreduce-fusion")).fusedNorm()).isFalse();
    assertThat(RoutingFlags.of(Set.of("enforce-eager")).fusedNorm()).isFalse();
    assertThat(RoutingFlags.of(Set.of("batch-invariant")).batchInvariant()).isTrue();
    assertThat(RoutingFlags.of(Set.of("nccl-symm-mem")).ncclSymmetric()).isTrue();
  }

  /** Where the options are made, so that no planner, monitor or file takes a misspelt one. */
  @Test
  void unknownWordsAreRefusedWithThoseKnown() {
    Serving serving =
        Serving.of(Models.LLAMA_8B, Engine.VLLM).flag("batch-invariant").flag("disable-nccl");
    assertThatIllegalArgumentException()
        .isThrownBy(serving::deployment)
        .withMessage(
            "flag disable-nccl: known are ascend, batch-invariant, boundary-reduction-ar,"
                + " boundary-reduction-rs, boundary-reduction-rs+rsv, boundary-reduction-rsv,"
                + " disable-allreduce-fusion, disable-custom-all-reduce, disable-symm-mem,"
                + " dp-lm-head, enforce-eager, fp8-dispatch, nccl-symm-mem");
  }
}
