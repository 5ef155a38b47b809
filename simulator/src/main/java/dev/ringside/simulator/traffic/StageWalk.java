package dev.ringside.simulator.traffic;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.simulator.cluster.Group;
import dev.ringside.simulator.engine.ComputeTime;
import dev.ringside.simulator.engine.EngineHabits;
import dev.ringside.simulator.engine.FamilyHabits;
import dev.ringside.simulator.replica.PassWork;
import dev.ringside.simulator.replica.Rendezvous;
import dev.ringside.simulator.replica.Replica;
import dev.ringside.simulator.replica.Team;
import java.util.List;

/**
 * Walks a stage through one forward pass as the model's code does: embedding, layer after layer,
 * logits. Replicas that exchange tokens around the experts walk side by side.
 *
 * <p>No closed form is used: a layer's calls are made where the layer makes them, so that their
 * number and sizes come out of the walk and are not put into it.
 *
 * <p>Source: vLLM {@code llama.py:LlamaModel.forward}, {@code
 * deepseek_v2.py:DeepseekV2DecoderLayer}, {@code qwen3_moe.py}; LMDeploy {@code model_agent.py};
 * TurboMind {@code language_model.cc:LookupEmbedding}; llama.cpp {@code models/llama.cpp}.
 */
public final class StageWalk implements Walk {

  private final List<Replica> replicas;
  private final TensorTraffic tensor;
  private final ContextTraffic context;
  private final ExpertExchange experts;
  private final EncoderWalk encoder;
  private final DraftWalk drafting;
  private final Handover handover;
  private final ComputeTime computeTime;
  private final EngineHabits habits;
  private final FamilyHabits family;
  private final ModelShape model;
  private final int contexts;
  private final int lastStage;
  private final boolean broadcastsInputs;
  private final DataType type;

  /**
   * @param broadcastsInputs vLLM V0's driver sends the model's inputs to the tensor group
   */
  public StageWalk(
      Deployment deployment,
      List<Replica> replicas,
      Rendezvous rendezvous,
      ComputeTime computeTime,
      ExpertExchange experts,
      boolean broadcastsInputs) {
    this.replicas = replicas;
    this.habits = new EngineHabits(deployment);
    this.family = new FamilyHabits(deployment);
    this.tensor = new TensorTraffic(deployment);
    this.context = new ContextTraffic(deployment);
    this.experts = experts;
    this.encoder = new EncoderWalk(deployment, tensor);
    this.drafting = new DraftWalk(deployment, tensor);
    this.handover = new Handover(deployment, rendezvous);
    this.computeTime = computeTime;
    this.model = deployment.model();
    this.type = deployment.dataType();
    this.contexts = deployment.options().prefillContext();
    this.lastStage = deployment.layout().pipeline() - 1;
    this.broadcastsInputs = broadcastsInputs && deployment.engine() == Engine.VLLM_V0;
  }

  @Override
  public void walk(int stage, PassWork[] works) {
    for (int r = 0; r < works.length; r++) {
      begin(replicas.get(r), stage, works[r]);
    }
    int[] bounds = replicas.get(0).bounds();
    long[] destinations = experts.drawDestinations(works);
    for (int layer = bounds[stage]; layer < bounds[stage + 1]; layer++) {
      for (int r = 0; r < works.length; r++) {
        attention(replicas.get(r), stage, layer, works[r]);
      }
      for (int r = 0; r < works.length; r++) {
        prefillExperts(replicas.get(r), stage, layer, works[r]);
      }
      if (family.isExpertLayer(layer) && experts.crossReplicas()) {
        experts.exchange(stage, layer, works, destinations);
        for (int r = 0; r < works.length; r++) {
          for (Team team : replicas.get(r).stage(stage)) {
            sum(team, family.sumsOfFeedForward(layer) - 1, works[r]);
            sumAgain(team, works[r]);
          }
        }
      } else {
        for (int r = 0; r < works.length; r++) {
          feedForward(replicas.get(r), stage, layer, works[r]);
        }
      }
    }
    for (int r = 0; r < works.length; r++) {
      end(replicas.get(r), stage, works[r]);
    }
  }

  private void begin(Replica replica, int stage, PassWork work) {
    if (broadcastsInputs) {
      for (Team team : replica.stage(stage)) {
        broadcastInputs(team, work);
      }
    }
    if (stage > 0) {
      handover.receive(replica, stage, work.ownTokens(contexts));
    } else {
      for (Team team : replica.stage(stage)) {
        encoder.walk(team, work);
        embed(team, work);
      }
    }
  }

  private void embed(Team team, PassWork work) {
    boolean apart = family.looksUpApart();
    if (apart && !work.isDummy()) {
      tensor.embedRows(team, work.batch().tokens(), model.hidden());
    } else if (!apart && family.sumsEmbedding()) {
      tensor.embed(team, work.ownTokens(contexts), work.replayed());
    }
    for (FamilyHabits.Piece piece : family.beforeLayers()) {
      if (!apart || piece.collective() != Collective.ALL_REDUCE) {
        tensor.make(team, piece, work);
      } else if (!work.isDummy()) {
        tensor.reduceRows(team, work.batch().tokens(), piece.width(), false);
      }
    }
    long own = work.ownTokens(contexts);
    if (habits.gathersEmbedding()) {
      tensor.gatherColumns(team, own, work.replayed());
    }
    if (experts.scatterAll() && !ExpertExchange.isTakenForWhole(team, own)) {
      tensor.gather(team, own, 1, work.replayed());
    }
  }

  /** vLLM V0's driver: token ids, positions, slots, lengths, block tables and offsets. */
  private static void broadcastInputs(Team team, PassWork work) {
    if (team.size() == 1) {
      return;
    }
    long requests = Math.max(1, work.batch().size());
    long blocks = Math.max(1, work.batch().contextTokens() / 16);
    long[] elements = {
      work.tokens(),
      work.tokens(),
      work.tokens(),
      requests,
      requests,
      requests,
      blocks,
      requests + 1,
      requests + 1
    };
    for (int i = 0; i < elements.length; i++) {
      DataType type = i < 4 ? DataType.LONG : DataType.INT;
      team.call(Collective.BROADCAST, type, elements[i], Transport.NCCL, false);
    }
  }

  private void attention(Replica replica, int stage, int layer, PassWork work) {
    long tokens = work.ownTokens(contexts);
    for (Team team : replica.stage(stage)) {
      team.compute(
          computeTime.attentionNs(
              tokens, work.batch().attendedTokens(), work.batch().contextTokens()));
      if (work.decode() && !team.decodeContexts().isEmpty()) {
        context.decode(team, work.tokens(), work.replayed());
      }
    }
    if (replica.sharesPrompts() && !work.decode()) {
      prefillContexts(replica, stage, tokens);
    }
    for (Team team : replica.stage(stage)) {
      family.beforeSum(layer).forEach(piece -> tensor.make(team, piece, work));
      boolean scattered = family.isExpertLayer(layer) && experts.takeScatteredSums();
      if (scattered || experts.scatterAll()) {
        tensor.scatter(team, tokens, work.replayed());
      } else {
        sum(team, family.sumsOfAttention(layer), work);
      }
    }
  }

  private void prefillContexts(Replica replica, int stage, long own) {
    replica.finishComputing(stage);
    for (Group group : replica.prefillContexts()[stage]) {
      context.prefill(replica.stage(stage)[0], group, own);
    }
  }

  /** Where ranks split prompts, each needs the tokens of the others for its experts. */
  private void prefillExperts(Replica replica, int stage, int layer, PassWork work) {
    if (replica.sharesPrompts() && !work.decode() && family.isExpertLayer(layer)) {
      replica.finishComputing(stage);
      for (Group group : replica.prefillContexts()[stage]) {
        context.prefillExperts(replica.stage(stage)[0], group, work.ownTokens(contexts));
      }
    }
  }

  private void sum(Team team, int times, PassWork work) {
    for (int i = 0; i < times; i++) {
      tensor.reduce(team, work.ownTokens(contexts), work.replayed());
    }
  }

  /** A dense layer's other half, or experts that stay within the replica: most sum all at once. */
  private void feedForward(Replica replica, int stage, int layer, PassWork work) {
    long tokens = work.ownTokens(contexts);
    for (Team team : replica.stage(stage)) {
      team.compute(
          family.isExpertLayer(layer)
              ? computeTime.expertsNs(tokens)
              : computeTime.feedForwardNs(tokens));
      if (experts.scatterAll()) {
        ofScattered(team, tokens, layer, work);
      } else if (habits.dropsRows() && layer == model.layers() - 1) {
        lastSum(team, work);
      } else {
        sum(team, family.sumsOfFeedForward(layer), work);
      }
      sumAgain(team, work);
    }
  }

  /** Of the rows that are left; none at all of none. */
  private void lastSum(Team team, PassWork work) {
    if (work.rows() > 0) {
      tensor.reduce(team, work.rows(), work.replayed());
    }
  }

  /** A dense half that every rank has whole computes its share of the tokens, and sums nothing. */
  private void ofScattered(Team team, long tokens, int layer, PassWork work) {
    if (team.conditions().differentTokensSummed && family.sumsOfFeedForward(layer) > 0) {
      tensor.reduceRows(
          team, TensorTraffic.ceil(tokens, team.size()), model.hidden(), work.replayed());
    }
    if (!ExpertExchange.isTakenForWhole(team, tokens)) {
      tensor.gather(team, tokens, 1, work.replayed());
    }
  }

  /** The fault of an engine that repeats the sum at a layer's end. */
  private void sumAgain(Team team, PassWork work) {
    for (int extra = 0; extra < team.conditions().extraReduces; extra++) {
      tensor.reduce(team, work.ownTokens(contexts), work.replayed());
    }
  }

  private void end(Replica replica, int stage, PassWork work) {
    if (stage < lastStage) {
      replica.finishComputing(stage);
      return;
    }
    if (replica.sharesPrompts() && !work.decode()) {
      replica.finishComputing(stage);
      for (Group group : replica.prefillContexts()[stage]) {
        context.prefillEnd(replica.stage(stage)[0], group, work.ownTokens(contexts));
      }
    }
    for (Team team : replica.stage(stage)) {
      team.compute(work.rows() > 0 ? computeTime.logitsNs(work.rows()) : 0);
      family.afterLayers().forEach(piece -> tensor.make(team, piece, work));
      boolean replayed = habits.padsLogits() && work.replayed();
      if (family.gathersWholeVocabulary()) {
        tensor.wholeLogits(team, work.rows(), model.vocabulary(), replayed);
      } else if (family.gathersLogits()) {
        tensor.logits(team, work.rows(), model.vocabulary(), replayed);
      }
      if (habits.tellsTokens()) {
        tellTokens(team, work);
      }
      drafting.walk(team, work);
      team.finishComputing();
    }
    tellLogits(replica, stage, work);
  }

  /** One token a request, from the rank that samples. */
  private static void tellTokens(Team team, PassWork work) {
    if (team.size() > 1 && work.rows() > 0) {
      team.call(Collective.BROADCAST, DataType.LONG, work.rows(), Transport.NCCL, false);
    }
  }

  /** Every rank of the last stage to its fellows: the shape of the logits, then the logits. */
  private void tellLogits(Replica replica, int stage, PassWork work) {
    if (!habits.tellsLogits() || lastStage == 0) {
      return;
    }
    Team team = replica.stage(stage)[0];
    for (Group lane : replica.lanes()[0]) {
      team.callOf(lane, Collective.BROADCAST, DataType.LONG, 3, false);
      team.callOf(lane, Collective.BROADCAST, type, work.rows() * model.vocabulary(), false);
    }
  }
}
