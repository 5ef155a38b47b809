package dev.ringside.simulator.traffic;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.simulator.engine.AttentionHabits;
import dev.ringside.simulator.engine.ComputeTime;
import dev.ringside.simulator.engine.EngineHabits;
import dev.ringside.simulator.engine.FamilyHabits;
import dev.ringside.simulator.replica.Conditions;
import dev.ringside.simulator.replica.PassWork;
import dev.ringside.simulator.replica.Rendezvous;
import dev.ringside.simulator.replica.Replica;
import dev.ringside.simulator.replica.Team;
import dev.ringside.simulator.replica.Together;
import java.util.List;

/**
 * Walks replicas of attention that share a tensor group (SGLang's DP attention): each runs
 * attention in its own ranks, then all ranks bring the tokens together, compute the layer's other
 * half and take back what is theirs.
 *
 * <p>Source: SGLang 0.5.23 {@code layers/layer_boundary/{prepare,exit,ops}.py}, {@code
 * layers/dp_attention.py}, {@code logits_processor.py}.
 */
public final class AttentionWalk implements Walk {

  private final List<Replica> replicas;
  private final Team[] all;
  private final TensorTraffic tensor;
  private final Handover handover;
  private final ComputeTime computeTime;
  private final FamilyHabits family;
  private final AttentionHabits habits;
  private final EngineHabits engine;
  private final ModelShape model;
  private final DataType type;

  /**
   * @param replicas of attention, in the order of their ranks
   * @param all every rank of each stage
   */
  public AttentionWalk(
      Deployment deployment,
      List<Replica> replicas,
      Team[] all,
      Rendezvous rendezvous,
      ComputeTime computeTime) {
    this.replicas = replicas;
    this.all = all;
    this.tensor = new TensorTraffic(deployment);
    this.handover = new Handover(deployment, rendezvous);
    this.computeTime = computeTime;
    this.family = new FamilyHabits(deployment);
    this.habits = new AttentionHabits(deployment);
    this.engine = new EngineHabits(deployment);
    this.model = deployment.model();
    this.type = deployment.dataType();
  }

  @Override
  public void walk(int stage, PassWork[] works) {
    for (int r = 0; r < works.length; r++) {
      begin(replicas.get(r), stage, works[r]);
    }
    int[] bounds = replicas.get(0).bounds();
    for (int layer = bounds[stage]; layer < bounds[stage + 1]; layer++) {
      boolean shared = family.sumsOfFeedForward(layer) > 0;
      for (int r = 0; r < works.length; r++) {
        attention(replicas.get(r).stage(stage)[0], layer, shared, works[r]);
      }
      if (shared) {
        finishComputing(stage);
        gather(stage, works);
        computeShared(all[stage], layer, works[0].together());
        if (family.isExpertLayer(layer) && conditions(stage).expertsSummedTwice) {
          tensor.reduce(all[stage], works[0].together().tokens(), works[0].replayed());
        }
        back(stage, works);
      }
    }
    if (stage == all.length - 1) {
      logits(stage, works);
    }
    finishComputing(stage);
  }

  private void finishComputing(int stage) {
    replicas.forEach(replica -> replica.finishComputing(stage));
  }

  /** A replica without tokens neither embeds nor hands over anything. */
  private void begin(Replica replica, int stage, PassWork work) {
    if (work.tokens() == 0) {
      return;
    }
    if (stage > 0) {
      handover.receive(replica, stage, work.tokens());
    } else if (habits.shardsEmbedding()) {
      tensor.reduce(replica.stage(0)[0], work.tokens(), work.replayed());
    }
  }

  private void attention(Team team, int layer, boolean shared, PassWork work) {
    if (family.sumsOfAttention(layer) == 0 || work.tokens() == 0) {
      return;
    }
    team.compute(
        computeTime.attentionNs(
            work.tokens(), work.batch().attendedTokens(), work.batch().contextTokens()));
    family.beforeSum(layer).forEach(piece -> tensor.make(team, piece, work));
    if (habits.sumsFirst() || !shared) {
      tensor.reduce(team, work.tokens(), work.replayed());
    }
  }

  private void gather(int stage, PassWork[] works) {
    Together step = works[0].together();
    boolean replayed = works[0].replayed();
    if (step.summed()) {
      tensor.reduce(all[stage], step.tokens(), replayed);
      return;
    }
    for (int r = 0; r < works.length; r++) {
      Team team = replicas.get(r).stage(stage)[0];
      if (team.size() > 1) {
        tensor.scatter(team, works[r].tokens(), replayed);
      }
    }
    tensor.gather(all[stage], step.tokens(), 1, replayed);
  }

  /** What is wrong is wrong with all replicas of a tensor group. */
  private Conditions conditions(int stage) {
    return replicas.get(0).stage(stage)[0].conditions();
  }

  private void computeShared(Team team, int layer, Together step) {
    team.compute(
        family.isExpertLayer(layer)
            ? computeTime.expertsNs(step.tokens())
            : computeTime.feedForwardNs(step.tokens()));
  }

  private void back(int stage, PassWork[] works) {
    Together step = works[0].together();
    boolean replayed = works[0].replayed();
    if (habits.reducesToEach()) {
      for (PassWork work : works) {
        reduceTo(all[stage], work);
      }
    } else if (step.summed() || !habits.scattersBack()) {
      tensor.reduce(all[stage], step.tokens(), replayed);
    } else {
      tensor.scatter(all[stage], step.tokens(), replayed);
      for (int r = 0; r < works.length; r++) {
        Team team = replicas.get(r).stage(stage)[0];
        if (team.size() > 1) {
          tensor.gather(team, works[r].tokens(), 1, replayed);
        }
      }
    }
  }

  private void reduceTo(Team team, PassWork work) {
    if (work.tokens() > 0) {
      long elements = work.tokens() * model.hidden();
      team.call(Collective.REDUCE, type, elements, Transport.NCCL, work.replayed());
    }
  }

  private void logits(int stage, PassWork[] works) {
    boolean replayed = engine.padsLogits() && works[0].replayed();
    if (habits.logitsApart()) {
      for (int r = 0; r < works.length; r++) {
        logits(replicas.get(r).stage(stage)[0], works[r].rows(), replayed);
      }
      return;
    }
    long rows = works[0].together().rows();
    all[stage].compute(computeTime.logitsNs(rows));
    tensor.reduceRows(all[stage], rows, model.hidden(), replayed);
    logits(all[stage], rows, replayed);
    all[stage].finishComputing();
  }

  private void logits(Team team, long rows, boolean replayed) {
    if (family.gathersWholeVocabulary()) {
      tensor.wholeLogits(team, rows, model.vocabulary(), replayed);
    } else {
      tensor.logits(team, rows, model.vocabulary(), replayed);
    }
  }
}
