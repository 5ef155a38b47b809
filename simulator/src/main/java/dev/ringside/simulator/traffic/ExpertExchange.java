package dev.ringside.simulator.traffic;

import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.cluster.Group;
import dev.ringside.simulator.cluster.Rank;
import dev.ringside.simulator.engine.ComputeTime;
import dev.ringside.simulator.engine.EngineHabits;
import dev.ringside.simulator.engine.ExpertRouting;
import dev.ringside.simulator.engine.FamilyHabits;
import dev.ringside.simulator.replica.PassWork;
import dev.ringside.simulator.replica.Rendezvous;
import dev.ringside.simulator.replica.Replica;
import dev.ringside.simulator.replica.Team;
import java.util.List;

/**
 * One expert layer of replicas that share their experts: tokens travel to the ranks that hold the
 * experts, are computed there, and travel back.
 *
 * <p>Source: vLLM {@code deepseek_v2.py:DeepseekV2DecoderLayer}, {@code
 * moe_runner.py:_maybe_reduce_final_output}.
 */
public final class ExpertExchange {

  private final List<Replica> replicas;
  private final List<Groups> groups;
  private final ExpertTraffic traffic;
  private final TensorTraffic tensor;
  private final ComputeTime computeTime;
  private final ExpertRouting routing;
  private final Dice routingDice;
  private final AllToAll way;
  private final int lanes;
  private final int contexts;
  private final int layers;
  private final boolean sharesOutTokens;
  private final boolean takesScatteredSums;
  private final boolean scattersAll;
  private final boolean hasSharedExperts;

  /**
   * The groups in which one stage's ranks exchange tokens.
   *
   * @param all every rank of the stage, of all replicas
   * @param data ranks of the same lane, one of each replica
   */
  public record Groups(Group all, List<Group> data) {}

  /**
   * @param groups of each stage; none with one replica
   * @param dice draws where each token goes
   */
  public ExpertExchange(
      Deployment deployment,
      List<Replica> replicas,
      List<Groups> groups,
      Rendezvous rendezvous,
      ComputeTime computeTime,
      ExpertRouting routing,
      Dice dice) {
    this.replicas = replicas;
    this.groups = groups;
    this.traffic = new ExpertTraffic(deployment, rendezvous);
    this.tensor = new TensorTraffic(deployment);
    this.computeTime = computeTime;
    this.routing = routing;
    this.routingDice = dice;
    this.way = deployment.options().allToAll();
    FamilyHabits family = new FamilyHabits(deployment);
    boolean spread =
        deployment.options().expertParallel()
            && deployment.layout().tensor() > 1
            && (family.mayShareOutTokens() || way.isKernel());
    this.lanes = spread ? deployment.layout().tensor() : 1;
    this.contexts = deployment.options().prefillContext();
    this.layers = deployment.model().layers();
    this.sharesOutTokens =
        crossReplicas() && spread && way != AllToAll.NAIVE && family.mayShareOutTokens();
    this.takesScatteredSums =
        sharesOutTokens
            && deployment.layout().pipeline() == 1
            && family.mayScatterSums()
            && new EngineHabits(deployment).isAtLeast(0, 26);
    this.scattersAll = takesScatteredSums && family.scattersAll();
    this.hasSharedExperts = deployment.model().feedForward().sharedExperts() > 0;
  }

  /** True if tokens travel between replicas. */
  boolean crossReplicas() {
    return replicas.size() > 1;
  }

  /** DeepSeek's layers leave attention's sums scattered, because each rank's share travels. */
  boolean takeScatteredSums() {
    return takesScatteredSums;
  }

  /** Tokens are scattered from the first layer on. */
  boolean scatterAll() {
    return scattersAll;
  }

  /**
   * The fault of an engine that tells by the number of rows whether they are all of them: a share
   * that has as many rows as the whole passes for it.
   */
  static boolean isTakenForWhole(Team team, long tokens) {
    return team.conditions().layoutGuessed && TensorTraffic.ceil(tokens, team.size()) == tokens;
  }

  /**
   * Σ over each member's tokens of the ranks they visit, for DeepEP's throughput kernels.
   *
   * @return one entry a member of the exchanging group; empty for the other kernels, which do not
   *     depend on it
   */
  long[] drawDestinations(PassWork[] works) {
    if (way != AllToAll.DEEPEP_HIGH_THROUGHPUT) {
      return new long[0];
    }
    long[] tokens = tokensOf(works, lanes);
    long[] visited = new long[tokens.length];
    for (int member = 0; member < tokens.length; member++) {
      visited[member] = routing.destinations(tokens[member], routingDice);
    }
    return visited;
  }

  /**
   * Plays the layer's exchange, from the end of attention to the sums that the tensor groups still
   * have to make.
   *
   * @param destinations from {@link #drawDestinations}
   */
  void exchange(int stage, int layer, PassWork[] works, long[] destinations) {
    replicas.forEach(replica -> replica.finishComputing(stage));
    Groups exchanging = groups.get(stage);
    boolean replayed = works[0].replayed();
    if (way == AllToAll.NAIVE) {
      long[] tokens = tokensOf(works, 1);
      for (Group data : exchanging.data()) {
        traffic.broadcastInTurn(data, tokens, replayed);
      }
      compute(stage, works);
      traffic.reduceAll(exchanging.all(), tokens, replayed);
      return;
    }
    long[] tokens = tokensOf(works, lanes);
    compute(stage, works);
    for (Group group : lanes > 1 ? List.of(exchanging.all()) : exchanging.data()) {
      traffic.exchange(group, tokens, destinations, replayed);
    }
    for (int r = 0; r < works.length; r++) {
      sumUp(replicas.get(r), stage, layer, works[r]);
    }
  }

  /** What each member of an exchanging group brings: all of its tokens, or its lane's share. */
  private long[] tokensOf(PassWork[] works, int sharing) {
    long[] tokens = new long[works.length * sharing];
    for (int member = 0; member < tokens.length; member++) {
      long whole = works[member / sharing].ownTokens(contexts);
      tokens[member] = sharesOutTokens ? TensorTraffic.ceil(whole, sharing) : whole;
    }
    return tokens;
  }

  /** Popular experts keep their ranks busy longer; the others wait for them in the next call. */
  private void compute(int stage, PassWork[] works) {
    long tokens = 0;
    for (PassWork work : works) {
      tokens += work.ownTokens(contexts);
    }
    double even = computeTime.expertsNs(tokens);
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

  /** What the tensor group has to do when the experts' results are back. */
  private void sumUp(Replica replica, int stage, int layer, PassWork work) {
    long own = work.ownTokens(contexts);
    boolean lastLayer = layer == layers - 1;
    for (Team team : replica.stage(stage)) {
      if (team.size() == 1) {
        continue;
      }
      if (takesScatteredSums) {
        if ((scattersAll && lastLayer) || !isTakenForWhole(team, own)) {
          tensor.gather(team, own, lastLayer && !scattersAll ? 2 : 1, work.replayed());
        }
      } else if (sharesOutTokens) {
        tensor.gather(team, own, 1, work.replayed());
      } else if (!way.isKernel() || hasSharedExperts) {
        tensor.reduce(team, own, work.replayed());
      }
      if (team.conditions().expertsSummedTwice) {
        tensor.reduce(team, own, work.replayed());
      }
    }
  }
}
