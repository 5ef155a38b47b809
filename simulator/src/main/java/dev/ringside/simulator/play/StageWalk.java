package dev.ringside.simulator.play;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.cluster.Group;
import dev.ringside.simulator.cluster.Rank;
import dev.ringside.simulator.engine.EngineHabits;
import dev.ringside.simulator.engine.ExpertRouting;
import dev.ringside.simulator.engine.Roofline;
import java.util.List;

/**
 * Walks a stage through one forward pass as the model's code does: embedding, layer after layer,
 * logits. Replicas that exchange tokens around the experts walk side by side.
 *
 * <p>No closed form is used: a layer's calls are made where the layer makes them, so that their
 * number and sizes are what comes out and not what goes in.
 *
 * <p>Source: vLLM {@code llama.py:LlamaModel.forward}, {@code
 * deepseek_v2.py:DeepseekV2DecoderLayer}, {@code qwen3_moe.py}, {@code
 * moe_runner.py:_maybe_reduce_final_output}.
 */
final class StageWalk {

  private final Deployment deployment;
  private final EngineHabits habits;
  private final List<Replica> replicas;
  private final List<ExpertGroups> expertGroups;
  private final TensorTraffic tensor;
  private final ContextTraffic context;
  private final ExpertTraffic experts;
  private final Handover handover;
  private final Roofline roofline;
  private final ExpertRouting routing;
  private final Dice routingDice;
  private final ModelShape model;
  private final boolean drawsDestinations;
  private final boolean broadcastsInputs;

  /**
   * The groups in which one stage's ranks exchange tokens.
   *
   * @param all every rank of the stage, of all replicas
   * @param data ranks of the same lane, one of each replica
   */
  record ExpertGroups(Group all, List<Group> data) {}

  StageWalk(
      Deployment deployment,
      EngineHabits habits,
      List<Replica> replicas,
      List<ExpertGroups> expertGroups,
      Rendezvous rendezvous,
      Roofline roofline,
      ExpertRouting routing,
      Dice routingDice,
      boolean broadcastsInputs) {
    this.deployment = deployment;
    this.habits = habits;
    this.replicas = replicas;
    this.expertGroups = expertGroups;
    this.tensor = new TensorTraffic(deployment, habits);
    this.context = new ContextTraffic(deployment);
    this.experts = new ExpertTraffic(deployment, rendezvous);
    this.handover = new Handover(deployment, habits, rendezvous);
    this.roofline = roofline;
    this.routing = routing;
    this.routingDice = routingDice;
    this.model = deployment.model();
    this.drawsDestinations = deployment.options().allToAll() == AllToAll.DEEPEP_HIGH_THROUGHPUT;
    this.broadcastsInputs = broadcastsInputs && deployment.engine() == Engine.VLLM_V0;
  }

  EngineHabits habits() {
    return habits;
  }

  /** Walks {@code stage} through the pass of which each replica has its part. */
  void walk(int stage, PassWork[] works) {
    boolean last = stage == deployment.layout().pipeline() - 1;
    for (int r = 0; r < works.length; r++) {
      begin(replicas.get(r), stage, works[r]);
    }
    int[] bounds = replicas.get(0).bounds();
    long[][] destinations = drawsDestinations ? destinations(works) : null;
    for (int layer = bounds[stage]; layer < bounds[stage + 1]; layer++) {
      for (int r = 0; r < works.length; r++) {
        attention(replicas.get(r), stage, layer, works[r]);
      }
      if (isExpertLayer(layer) && expertsAreShared()) {
        exchange(stage, layer, works, destinations);
      } else {
        for (int r = 0; r < works.length; r++) {
          feedForward(replicas.get(r), stage, layer, works[r]);
        }
      }
    }
    for (int r = 0; r < works.length; r++) {
      end(replicas.get(r), stage, works[r], last);
    }
  }

  private void begin(Replica replica, int stage, PassWork work) {
    if (broadcastsInputs) {
      for (Team team : replica.stage(stage)) {
        broadcastInputs(team, work);
      }
    }
    if (stage > 0) {
      handover.receive(replica, stage, own(work));
    } else if (habits.sumsEmbedding()) {
      for (Team team : replica.stage(stage)) {
        tensor.reduce(team, own(work), work.replayed());
      }
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
      team.meet(Collective.BROADCAST, type, elements[i], Transport.NCCL, false);
    }
  }

  /** Tokens that one rank computes: its share where several hold parts of a prompt. */
  private long own(PassWork work) {
    int parts = deployment.options().prefillContext();
    return parts > 1 && !work.decode() ? TensorTraffic.ceil(work.tokens(), parts) : work.tokens();
  }

  private boolean isExpertLayer(int layer) {
    return model.feedForward().experts() > 0 && layer >= model.feedForward().denseLayers();
  }

  /** Tokens travel between replicas. */
  private boolean expertsAreShared() {
    return replicas.size() > 1;
  }

  /** Tensor ranks share out the tokens of expert layers among them before they travel. */
  private boolean sharesOutTokens() {
    return expertsAreShared()
        && deployment.layout().tensor() > 1
        && deployment.options().expertParallel()
        && deployment.options().allToAll() != AllToAll.NAIVE;
  }

  /** DeepSeek's layers leave attention's sums scattered, for each rank's share to travel. */
  private boolean leavesScattered() {
    return sharesOutTokens()
        && deployment.layout().pipeline() == 1
        && model.attention().isLatent()
        && habits.isAtLeast(0, 26);
  }

  private void attention(Replica replica, int stage, int layer, PassWork work) {
    long tokens = own(work);
    for (Team team : replica.stage(stage)) {
      team.compute(
          roofline.attentionNs(
              tokens, work.batch().attendedTokens(), work.batch().contextTokens()));
      if (work.decode() && !team.decodeContexts.isEmpty()) {
        context.decode(team, work.tokens(), work.replayed());
      }
    }
    if (replica.prefillContexts() != null && !work.decode()) {
      prefillContexts(replica, stage, layer, tokens);
    }
    for (Team team : replica.stage(stage)) {
      if (isExpertLayer(layer) && leavesScattered()) {
        tensor.scatter(team, tokens, work.replayed());
      } else {
        tensor.reduce(team, tokens, work.replayed());
      }
    }
  }

  private void prefillContexts(Replica replica, int stage, int layer, long own) {
    for (Team team : replica.stage(stage)) {
      team.settle();
    }
    Team any = replica.stage(stage)[0];
    for (Group group : replica.prefillContexts()[stage]) {
      context.prefill(any, group, own);
      if (isExpertLayer(layer)) {
        context.prefillExperts(any, group, own);
      }
    }
  }

  /** A dense layer's other half, or experts that stay within the replica: one sum of all. */
  private void feedForward(Replica replica, int stage, int layer, PassWork work) {
    long tokens = own(work);
    for (Team team : replica.stage(stage)) {
      team.compute(
          isExpertLayer(layer) ? roofline.expertsNs(tokens) : roofline.feedForwardNs(tokens));
      tensor.reduce(team, tokens, work.replayed());
      sumAgain(team, work);
    }
  }

  /** What an engine gone wrong sums once more at a layer's end. */
  private void sumAgain(Team team, PassWork work) {
    for (int extra = 0; extra < team.conditions.extraReduces; extra++) {
      tensor.reduce(team, own(work), work.replayed());
    }
  }

  private void exchange(int stage, int layer, PassWork[] works, long[][] destinations) {
    for (Replica replica : replicas) {
      for (Team team : replica.stage(stage)) {
        team.settle();
      }
    }
    ExpertGroups groups = expertGroups.get(stage);
    boolean replayed = works[0].replayed();
    if (deployment.options().allToAll() == AllToAll.NAIVE) {
      long[] tokens = tokensOf(works, 1);
      for (Group data : groups.data()) {
        experts.broadcastInTurn(data, tokens, replayed);
      }
      computeExperts(stage, works);
      experts.reduceAll(groups.all(), tokens, replayed);
    } else {
      boolean all = deployment.options().expertParallel() && deployment.layout().tensor() > 1;
      long[] tokens = tokensOf(works, all ? deployment.layout().tensor() : 1);
      computeExperts(stage, works);
      for (Group group : all ? List.of(groups.all()) : groups.data()) {
        experts.exchange(group, tokens, destinations == null ? tokens : destinations[0], replayed);
      }
      for (int r = 0; r < works.length; r++) {
        afterExperts(replicas.get(r), stage, layer, works[r]);
      }
    }
    for (int r = 0; r < works.length; r++) {
      for (Team team : replicas.get(r).stage(stage)) {
        sumAgain(team, works[r]);
      }
    }
  }

  /** What each member of an exchanging group brings: all of its tokens, or its lane's share. */
  private long[] tokensOf(PassWork[] works, int lanes) {
    long[] tokens = new long[works.length * lanes];
    for (int member = 0; member < tokens.length; member++) {
      long whole = own(works[member / lanes]);
      tokens[member] = sharesOutTokens() ? TensorTraffic.ceil(whole, lanes) : whole;
    }
    return tokens;
  }

  private long[][] destinations(PassWork[] works) {
    boolean all = deployment.options().expertParallel() && deployment.layout().tensor() > 1;
    long[] tokens = tokensOf(works, all ? deployment.layout().tensor() : 1);
    long[] visited = new long[tokens.length];
    for (int member = 0; member < tokens.length; member++) {
      visited[member] = routing.destinations(tokens[member], routingDice);
    }
    return new long[][] {visited};
  }

  /** Popular experts keep their ranks busy longer; the others wait for them at the next meeting. */
  private void computeExperts(int stage, PassWork[] works) {
    long tokens = 0;
    for (PassWork work : works) {
      tokens += own(work);
    }
    double even = roofline.expertsNs(tokens);
    int place = 0;
    for (Replica replica : replicas) {
      for (Team team : replica.stage(stage)) {
        for (Rank rank : team.ranks()) {
          rank.freeNs += (long) (even * routing.load(place % routing.ranks()) * rank.slowness);
          place++;
        }
      }
    }
  }

  /** What the tensor group has still to do when the experts' results are back. */
  private void afterExperts(Replica replica, int stage, int layer, PassWork work) {
    boolean combined = deployment.options().allToAll().isKernel();
    boolean shared = model.feedForward().sharedExperts() > 0;
    boolean lastLayer = layer == model.layers() - 1;
    for (Team team : replica.stage(stage)) {
      if (team.size() == 1) {
        continue;
      }
      if (leavesScattered()) {
        tensor.gather(team, own(work), lastLayer ? 2 : 1, work.replayed());
      } else if (sharesOutTokens()) {
        tensor.gather(team, own(work), 1, work.replayed());
      } else if (!combined || shared) {
        tensor.reduce(team, own(work), work.replayed());
      }
    }
  }

  private void end(Replica replica, int stage, PassWork work, boolean last) {
    if (last) {
      if (replica.prefillContexts() != null && !work.decode()) {
        for (Team team : replica.stage(stage)) {
          team.settle();
        }
        for (Group group : replica.prefillContexts()[stage]) {
          context.prefillEnd(replica.stage(stage)[0], group, own(work));
        }
      }
      for (Team team : replica.stage(stage)) {
        team.compute(work.rows() > 0 ? roofline.logitsNs(work.rows()) : 0);
        tensor.logits(
            team, work.rows(), model.vocabulary(), habits.padsLogits() && work.replayed());
        draft(team, work);
        team.settle();
      }
    } else {
      handover.send(replica, stage);
    }
  }

  /**
   * The drafting model on the last stage's ranks: once over the step's tokens, then k − 1 times.
   */
  private void draft(Team team, PassWork work) {
    if (deployment.options().draft().isEmpty() || work.isDummy()) {
      return;
    }
    ModelShape drafting = deployment.options().draft().get();
    for (long tokens : work.drafts()) {
      tensor.reduceRows(team, tokens, drafting.hidden(), false);
      for (int layer = 0; layer < drafting.layers(); layer++) {
        tensor.reduceRows(team, tokens, drafting.hidden(), false);
        tensor.reduceRows(team, tokens, drafting.hidden(), false);
      }
      tensor.logits(team, work.batch().size(), drafting.vocabulary(), false);
    }
  }
}
