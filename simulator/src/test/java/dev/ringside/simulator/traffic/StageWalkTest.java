package dev.ringside.simulator.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.fault.Culprit;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.fault.FaultKind;
import dev.ringside.simulator.replica.Conditions;
import dev.ringside.simulator.schedule.Batch;
import dev.ringside.simulator.schedule.ContinuousBatching;
import dev.ringside.simulator.schedule.Scheduler;
import dev.ringside.simulator.schedule.SchedulerSettings;
import dev.ringside.simulator.workload.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The calls of one pass, counted by hand from the model's code: 32 layers, width 4096. */
class StageWalkTest {

  private static final ModelShape MODEL = Models.LLAMA_8B;
  private static final long LAYERS = 32;
  private static final long TOKENS = 24;
  private static final long ACTIVATIONS = TOKENS * 4096;
  private static final long LOGITS = 3 * 128_256 / 2;

  private static Serving serving(Engine engine, int tensor, int pipeline) {
    return Serving.of(MODEL, engine).on(tensor, pipeline, 1).gpu("h100", 8);
  }

  /** Three requests of eight tokens. */
  private static Batch prompts() {
    Scheduler scheduler =
        new ContinuousBatching(new SchedulerSettings(64, 8192, true, 0, 0, false), Dice.of(1));
    for (int id = 0; id < 3; id++) {
      scheduler.admit(new Request(id, 0, 8, 4, 0, false));
    }
    return scheduler.next();
  }

  private static WalkedReplica walked(Serving serving) {
    WalkedReplica replica = new WalkedReplica(serving.deployment(), false);
    replica.pass(prompts(), TOKENS, 3);
    return replica;
  }

  @Test
  void tensorRanksSumTheEmbeddingAndTwiceALayerAndGatherLogits() {
    WalkedReplica replica = walked(serving(Engine.VLLM, 2, 1));

    for (int rank = 0; rank < 2; rank++) {
      assertThat(replica.calls(rank)).hasSize((int) (1 + 2 * LAYERS + 1));
      assertThat(replica.count(rank, Collective.ALL_REDUCE, ACTIVATIONS)).isEqualTo(1 + 2 * LAYERS);
      assertThat(replica.calls(rank).get(replica.calls(rank).size() - 1))
          .extracting(CallSignature::collective, CallSignature::elements)
          .containsExactly(Collective.ALL_GATHER, LOGITS);
    }
  }

  @Test
  void transformersDoesNotShardTheEmbedding() {
    assertThat(
            walked(serving(Engine.TRANSFORMERS, 2, 1)).count(0, Collective.ALL_REDUCE, ACTIVATIONS))
        .isEqualTo(2 * LAYERS);
  }

  @Test
  void oneRankAloneMakesNoCall() {
    assertThat(walked(serving(Engine.VLLM, 1, 1)).calls(0)).isEmpty();
  }

  @Test
  void aPassWithoutLogitsGathersNone() {
    WalkedReplica replica = new WalkedReplica(serving(Engine.VLLM, 2, 1).deployment(), false);
    replica.pass(new Batch(0), 1, 0);

    assertThat(replica.calls(0))
        .hasSize((int) (1 + 2 * LAYERS))
        .allMatch(call -> call.collective() == Collective.ALL_REDUCE && call.elements() == 4096);
  }

  /** Two tensors a hand-over, each in slices that an all-gather puts together. */
  @Test
  void stagesHandOverSlicesAndPutThemTogether() {
    WalkedReplica replica = walked(serving(Engine.VLLM, 2, 2));

    assertThat(replica.count(1, Collective.SEND, ACTIVATIONS / 2)).isEqualTo(2);
    assertThat(replica.count(3, Collective.RECV, ACTIVATIONS / 2)).isEqualTo(2);
    assertThat(replica.calls(3).subList(0, 4))
        .extracting(CallSignature::collective)
        .containsExactly(
            Collective.RECV, Collective.ALL_GATHER, Collective.RECV, Collective.ALL_GATHER);
    assertThat(replica.count(1, Collective.ALL_REDUCE, ACTIVATIONS)).isEqualTo(1 + LAYERS);
    assertThat(replica.count(3, Collective.ALL_REDUCE, ACTIVATIONS)).isEqualTo(LAYERS);
    assertThat(replica.count(1, Collective.ALL_GATHER, LOGITS)).isZero();
    assertThat(replica.count(3, Collective.ALL_GATHER, LOGITS)).isEqualTo(1);
  }

  @Test
  void anExtraCollectiveIsMadeOnceALayer() {
    WalkedReplica replica = new WalkedReplica(serving(Engine.VLLM, 2, 1).deployment(), false);
    Fault extra = new Fault(FaultKind.EXTRA_COLLECTIVES, 0, Long.MAX_VALUE, 1, Culprit.ALL);
    replica
        .team(0)
        .workUnder(Conditions.of(List.of(extra), 0, 0, new int[] {0, 1}, new int[] {0, 0}));
    replica.pass(prompts(), TOKENS, 3);

    assertThat(replica.count(0, Collective.ALL_REDUCE, ACTIVATIONS)).isEqualTo(1 + 3 * LAYERS);
  }

  @Test
  void vllmsFirstEngineBroadcastsItsInputs() {
    WalkedReplica replica = new WalkedReplica(serving(Engine.VLLM_V0, 2, 1).deployment(), true);
    replica.pass(prompts(), TOKENS, 3);

    assertThat(replica.calls(0).subList(0, 9))
        .allMatch(call -> call.collective() == Collective.BROADCAST);
    assertThat(replica.calls(0)).hasSize((int) (9 + 1 + 2 * LAYERS + 1));
  }

  /** A drafting layer sums thrice, and each of its passes ends with logits. */
  @Test
  void theDraftingModelFollowsOnTheLastStage() {
    WalkedReplica replica =
        new WalkedReplica(
            serving(Engine.VLLM, 2, 1).drafting(2, Models.draftOf(MODEL)).deployment(), false);
    replica.pass(prompts(), TOKENS, 3, TOKENS, 3);

    assertThat(replica.count(0, Collective.ALL_REDUCE, ACTIVATIONS)).isEqualTo(1 + 2 * LAYERS + 3);
    assertThat(replica.count(0, Collective.ALL_REDUCE, 3 * 4096)).isEqualTo(3);
    assertThat(replica.count(0, Collective.ALL_GATHER, LOGITS)).isEqualTo(1 + 2);
  }

  @Test
  void walksAreTheSameOnEveryTensorRank() {
    WalkedReplica replica = walked(serving(Engine.SGLANG, 4, 1));

    for (int rank = 1; rank < 4; rank++) {
      assertThat(replica.calls(rank)).isEqualTo(replica.calls(0));
    }
  }
}
