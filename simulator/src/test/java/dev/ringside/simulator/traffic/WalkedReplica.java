package dev.ringside.simulator.traffic;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.cluster.Group;
import dev.ringside.simulator.cluster.GroupCall;
import dev.ringside.simulator.cluster.GroupKind;
import dev.ringside.simulator.cluster.Rank;
import dev.ringside.simulator.cluster.Witness;
import dev.ringside.simulator.engine.ComputeTime;
import dev.ringside.simulator.engine.EngineHabits;
import dev.ringside.simulator.engine.ExpertRouting;
import dev.ringside.simulator.replica.PassWork;
import dev.ringside.simulator.replica.Rendezvous;
import dev.ringside.simulator.replica.Replica;
import dev.ringside.simulator.replica.Team;
import dev.ringside.simulator.scenario.Noise;
import dev.ringside.simulator.schedule.Batch;
import java.util.ArrayList;
import java.util.List;

/** One replica without noise whose stages are walked by hand; every rank's calls are kept. */
final class WalkedReplica {

  private final Deployment deployment;
  private final List<List<CallSignature>> calls = new ArrayList<>();
  private final Replica replica;
  private final StageWalk walk;

  WalkedReplica(Deployment deployment, boolean broadcastsInputs) {
    this.deployment = deployment;
    Rendezvous rendezvous = new Rendezvous(Noise.NONE, Dice.of(1));
    this.replica = replica(rendezvous);
    ComputeTime computeTime = new ComputeTime(deployment, deployment.layout().tensor());
    List<Replica> alone = List.of(replica);
    ExpertExchange experts =
        new ExpertExchange(
            deployment,
            alone,
            List.of(),
            rendezvous,
            computeTime,
            new ExpertRouting(deployment.model().feedForward(), 1, 0, Dice.of(2)),
            Dice.of(3));
    this.walk =
        new StageWalk(deployment, alone, rendezvous, computeTime, experts, broadcastsInputs);
  }

  private Replica replica(Rendezvous rendezvous) {
    int stages = deployment.layout().pipeline();
    int tensor = deployment.layout().tensor();
    Team[][] teams = new Team[stages][1];
    for (int stage = 0; stage < stages; stage++) {
      List<Rank> ranks = new ArrayList<>();
      for (int lane = 0; lane < tensor; lane++) {
        ranks.add(rank(stage * tensor + lane, stage, lane));
      }
      teams[stage][0] = new Team(new Group(GroupKind.TENSOR, ranks, "tp:0"), List.of(), rendezvous);
    }
    return new Replica(
        0,
        teams,
        handovers(teams, tensor),
        new Group[1][tensor],
        new Group[0][],
        new EngineHabits(deployment).stageBounds(deployment.model().layers(), stages),
        null,
        null);
  }

  private static Group[][][] handovers(Team[][] teams, int tensor) {
    Group[][][] pairs = new Group[teams.length - 1][1][tensor];
    for (int stage = 0; stage < teams.length - 1; stage++) {
      for (int lane = 0; lane < tensor; lane++) {
        pairs[stage][0][lane] =
            new Group(
                GroupKind.TO_NEXT,
                List.of(teams[stage][0].ranks()[lane], teams[stage + 1][0].ranks()[lane]),
                "");
      }
    }
    return pairs;
  }

  private Rank rank(int number, int stage, int lane) {
    List<CallSignature> ofRank = new ArrayList<>();
    calls.add(ofRank);
    Witness witness =
        new Witness() {
          @Override
          public int edition() {
            return 1;
          }

          @Override
          public int idOf(CallSignature signature) {
            return 0;
          }

          @Override
          public void record(GroupCall call, int member, int id, long startNs, long endNs) {
            ofRank.add(call.signature(member));
          }
        };
    return new Rank(number, 0, stage, lane, 0, witness);
  }

  Team team(int stage) {
    return replica.stage(stage)[0];
  }

  /** Walks all stages through a pass of {@code tokens} with {@code rows} of logits. */
  void pass(Batch batch, long tokens, long rows, long... drafts) {
    PassWork work = new PassWork(batch, batch.isDecodeOnly(), tokens, rows, drafts, false);
    for (int stage = 0; stage < deployment.layout().pipeline(); stage++) {
      walk.walk(stage, new PassWork[] {work});
    }
  }

  List<CallSignature> calls(int rank) {
    return calls.get(rank);
  }

  long count(int rank, Collective collective, long elements) {
    return calls(rank).stream()
        .filter(call -> call.collective() == collective && call.elements() == elements)
        .count();
  }
}
