package dev.ringside.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Worked numbers of attention in replicas: Qwen3-235B, h 4096, L 94, v 151936, on 8 tensor ranks;
 * DeepSeek-V3 on 4 replicas of 2 ranks.
 */
class ReplicaFormsTest {

  private static final long H = 4096;
  private static final long L = 94;
  private static final ModelShape QWEN =
      Models.QWEN3_235B.of(ModelFamily.of("Qwen3MoeForCausalLM"));

  private static Serving on(ModelShape model, int tensor, int replicas) {
    return Serving.of(model, Engine.SGLANG).on(tensor, 1, 1).attentionReplicas(replicas);
  }

  private static StepSizes summed(long rows, Long... tokens) {
    long all = List.of(tokens).stream().mapToLong(Long::longValue).sum();
    return new StepSizes(all, rows, List.of(tokens), -1, -1);
  }

  private static List<ExpectedCalls> of(Deployment deployment, StepSizes sizes, int replica) {
    return new ForwardPassModel(deployment)
        .expectOfRank(0, new PassInput(sizes, Phase.UNKNOWN), replica);
  }

  private static Tuple[] said(List<ExpectedCalls> calls) {
    return calls.stream()
        .map(call -> tuple(call.collective(), call.sendElements(), call.count(), call.groupSize()))
        .toArray(Tuple[]::new);
  }

  /** 8 replicas of one rank, 3 tokens each: T̂ 24, no call within a replica. */
  @Test
  void ranksOfTheirOwnGatherAndScatter() {
    List<ExpectedCalls> calls = of(on(QWEN, 8, 8).deployment(), new StepSizes(24, 24), 0);
    assertThat(said(calls))
        .containsExactlyInAnyOrder(
            tuple(Collective.ALL_GATHER, 3 * H, L, 8),
            tuple(Collective.REDUCE_SCATTER, 24 * H, L, 8),
            tuple(Collective.ALL_REDUCE, 24 * H, 1L, 8),
            tuple(Collective.ALL_GATHER, 24 * 151_936 / 8L, 1L, 8));
  }

  /** Unequal tokens: two all-reduces a layer, of all tokens. */
  @Test
  void unequalTokensAreSummed() {
    StepSizes sizes = summed(3, 100L, 0L, 28L, 0L, 0L, 0L, 0L, 1L);
    List<ExpectedCalls> calls = of(on(QWEN, 8, 8).deployment(), sizes, 1);
    assertThat(said(calls))
        .containsExactlyInAnyOrder(
            tuple(Collective.ALL_REDUCE, 129 * H, 2 * L, 8),
            tuple(Collective.ALL_REDUCE, 3 * H, 1L, 8),
            tuple(Collective.ALL_GATHER, 3 * 151_936 / 8L, 1L, 8));
  }

  /** Experts on all ranks: a reduce for each replica that has tokens, in either mode. */
  @Test
  void expertsOnAllRanksAreReducedToEachReplica() {
    Deployment spread = on(QWEN, 8, 8).experts(AllToAll.ALLGATHER_REDUCESCATTER).deployment();
    assertThat(said(of(spread, new StepSizes(24, 24), 0)))
        .contains(tuple(Collective.REDUCE, 3 * H, 8 * L, 8))
        .contains(tuple(Collective.ALL_GATHER, 3 * H, L, 8));
    assertThat(said(of(spread, summed(2, 100L, 0L, 28L, 0L, 0L, 0L, 0L, 0L), 0)))
        .contains(tuple(Collective.REDUCE, 100 * H, L, 8), tuple(Collective.REDUCE, 28 * H, L, 8))
        .contains(tuple(Collective.ALL_REDUCE, 128 * H, L, 8));
  }

  /**
   * 2 replicas of 4 ranks, 8 tokens each: the embedding and both ways are within a replica, too.
   */
  @Test
  void ranksOfAReplicaShareItsTokens() {
    List<ExpectedCalls> calls = of(on(QWEN, 8, 2).deployment(), new StepSizes(16, 14), 1);
    assertThat(said(calls))
        .containsExactlyInAnyOrder(
            tuple(Collective.ALL_REDUCE, 8 * H, 1L, 4),
            tuple(Collective.REDUCE_SCATTER, 8 * H, L, 4),
            tuple(Collective.ALL_GATHER, 2 * H, L, 8),
            tuple(Collective.REDUCE_SCATTER, 16 * H, L, 8),
            tuple(Collective.ALL_GATHER, 2 * H, L, 4),
            tuple(Collective.ALL_REDUCE, 14 * H, 1L, 8),
            tuple(Collective.ALL_GATHER, 14 * 151_936 / 8L, 1L, 8));
  }

  /** Each replica sums its own embedding; one without work sums none. */
  @Test
  void anIdleReplicaSumsNoEmbedding() {
    Deployment deployment = on(QWEN, 8, 2).deployment();
    StepSizes sizes = summed(1, 40L, 0L);
    assertThat(said(of(deployment, sizes, 0)))
        .contains(tuple(Collective.ALL_REDUCE, 40 * H, 1L, 4));
    assertThat(of(deployment, sizes, 1)).noneMatch(call -> call.groupSize() == 4);
  }

  /** Dense Qwen3 brings back by all-reduces, Step3 by reduces or all-reduces, others scatter. */
  @ParameterizedTest
  @CsvSource({
    "Qwen3ForCausalLM, '', ALL_REDUCE",
    "Step3VLForConditionalGeneration, '', ALL_REDUCE",
    "LlamaForCausalLM, '', REDUCE_SCATTER",
    "LlamaForCausalLM, boundary-reduction-ar, ALL_REDUCE",
    "LlamaForCausalLM, boundary-reduction-rsv, ALL_REDUCE",
    "Qwen3ForCausalLM, boundary-reduction-rs, REDUCE_SCATTER",
    "Qwen3ForCausalLM, boundary-reduction-rs+rsv, REDUCE_SCATTER"
  })
  void whatLayersSumComesBackByFamily(String family, String flag, Collective back) {
    Serving serving = on(Models.LLAMA_8B.of(ModelFamily.of(family)), 4, 4);
    Deployment deployment = (flag.isEmpty() ? serving : serving.flag(flag)).deployment();
    assertThat(said(of(deployment, new StepSizes(8, 8), 0)))
        .contains(tuple(back, 8 * H, 32L, 4), tuple(Collective.ALL_GATHER, 2 * H, 32L, 4));
  }

  @Test
  void aReplicaMayMakeItsOwnLogits() {
    Deployment apart = on(QWEN, 8, 2).flag(EngineFlag.DP_LM_HEAD).deployment();
    assertThat(of(apart, new StepSizes(16, 8), 0))
        .filteredOn(call -> call.purpose() == Purpose.LOGITS)
        .extracting(
            ExpectedCalls::collective, ExpectedCalls::sendElements, ExpectedCalls::groupSize)
        .containsExactly(tuple(Collective.ALL_GATHER, 8 * 151_936 / 4L, 4));
    Deployment alone = on(QWEN, 8, 8).flag(EngineFlag.DP_LM_HEAD).deployment();
    assertThat(of(alone, new StepSizes(16, 2), 0)).hasSize(2);
  }

  /** What is handed over is a replica's, cut among its ranks. */
  @Test
  void stagesHandOverEachReplicasTokens() {
    Deployment deployment =
        Serving.of(QWEN, Engine.SGLANG).on(4, 2, 1).attentionReplicas(2).deployment();
    PassInput input = new PassInput(summed(2, 6L, 10L), Phase.UNKNOWN);
    ForwardPassModel model = new ForwardPassModel(deployment);
    assertThat(said(model.expectOfRank(0, input, 0)))
        .contains(tuple(Collective.SEND, 3 * H, 2L, 2));
    assertThat(said(model.expectOfRank(1, input, 1)))
        .contains(tuple(Collective.RECV, 5 * H, 2L, 2), tuple(Collective.ALL_GATHER, 5 * H, 2L, 2));
  }
}
