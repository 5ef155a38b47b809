package dev.ringside.simulator.traffic;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.simulator.cluster.Group;
import dev.ringside.simulator.replica.Team;

/**
 * The calls of ranks that hold parts of one sequence.
 *
 * <p>In decode, c ranks of the tensor group each hold a part of the KV cache: queries of the c
 * ranks' heads come together, each computes partial attention for them with its log-sum-exp, the
 * partial outputs are summed and scattered. In prefill, c ranks each hold a part of the prompt:
 * latents come together.
 *
 * <p>Source: vLLM {@code v1/attention/ops/dcp_utils.py}, {@code common.py:cp_lse_ag_out_rs}.
 */
final class ContextTraffic {

  private final DataType type;
  private final long hidden;
  private final AttentionShape attention;
  private final int tensor;
  private final int experts;
  private final boolean gathersForExperts;

  ContextTraffic(Deployment deployment) {
    this.type = deployment.dataType();
    this.hidden = deployment.model().hidden();
    this.attention = deployment.model().attention();
    this.tensor = deployment.layout().tensor();
    this.experts = deployment.model().feedForward().experts();
    this.gathersForExperts =
        deployment.layout().data() == 1 && !deployment.options().allToAll().isKernel();
  }

  /** One attention layer of a decode pass. */
  void decode(Team team, long tokens, boolean replayed) {
    long headsOfRank = attention.heads() / tensor;
    boolean latent = attention.isLatent();
    long queryWidth =
        latent ? attention.latentRank() + attention.latentRope() : attention.headDim();
    long outputWidth = latent ? attention.latentRank() : attention.headDim();
    team.finishComputing();
    for (Group context : team.decodeContexts()) {
      long heads = headsOfRank * context.size();
      team.callOf(
          context, Collective.ALL_GATHER, type, tokens * headsOfRank * queryWidth, replayed);
      team.callOf(context, Collective.ALL_GATHER, DataType.FLOAT, tokens * heads, replayed);
      team.callOf(context, Collective.REDUCE_SCATTER, type, tokens * heads * outputWidth, replayed);
    }
  }

  /** One attention layer of a prefill pass in which each rank computes {@code own} tokens. */
  void prefill(Team anyTeam, Group context, long own) {
    gather(anyTeam, context, own * attention.latentRank());
    gather(anyTeam, context, own * attention.latentRope());
  }

  /** The experts of one layer of it, where no all-to-all kernel serves them. */
  void prefillExperts(Team anyTeam, Group context, long own) {
    if (gathersForExperts) {
      gather(anyTeam, context, own * hidden);
      gather(anyTeam, context, own * experts);
      anyTeam.callOf(
          context, Collective.REDUCE_SCATTER, type, own * context.size() * hidden, false);
    }
  }

  /** The end of it: every rank needs all rows. */
  void prefillEnd(Team anyTeam, Group context, long own) {
    gather(anyTeam, context, own * hidden);
  }

  private void gather(Team anyTeam, Group context, long elements) {
    anyTeam.callOf(context, Collective.ALL_GATHER, type, elements, false);
  }
}
