package dev.ringside.simulator.play;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.cluster.Group;
import dev.ringside.simulator.cluster.GroupKind;
import dev.ringside.simulator.cluster.Rank;
import dev.ringside.simulator.cluster.RankMap;
import dev.ringside.simulator.engine.ComputeTime;
import dev.ringside.simulator.engine.EngineHabits;
import dev.ringside.simulator.engine.ExpertRouting;
import dev.ringside.simulator.record.RankRecorder;
import dev.ringside.simulator.replica.Rendezvous;
import dev.ringside.simulator.replica.Replica;
import dev.ringside.simulator.replica.Team;
import dev.ringside.simulator.scenario.Scenario;
import dev.ringside.simulator.schedule.ContinuousBatching;
import dev.ringside.simulator.schedule.PrefillFirst;
import dev.ringside.simulator.schedule.Scheduler;
import dev.ringside.simulator.schedule.SchedulerSettings;
import dev.ringside.simulator.schedule.StaticBatching;
import dev.ringside.simulator.traffic.AttentionWalk;
import dev.ringside.simulator.traffic.ExpertExchange;
import dev.ringside.simulator.traffic.StageWalk;
import dev.ringside.simulator.traffic.TokenReturn;
import dev.ringside.simulator.workload.RequestSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** Builds a scenario's cells: ranks become groups, groups replicas, and replicas cells. */
public final class CellBuilder {

  private static final int MICRO_BATCH = 512;
  private static final long RENDEZVOUS = 1;
  private static final long ROUTING = 2;
  private static final long ROUTED = 3;
  private static final long ACCEPTED = 4;
  private static final long STEPS = 5;

  private final Scenario scenario;
  private final Deployment deployment;
  private final RankMap map;
  private final EngineHabits habits;
  private final int attentionReplicas;
  private final IntFunction<RankRecorder> recorders;
  private final IntFunction<RequestSource> sources;
  private final Truth truth;

  /**
   * @param recorders of ranks by their number
   * @param sources of replicas by their number
   */
  public CellBuilder(
      Scenario scenario,
      IntFunction<RankRecorder> recorders,
      IntFunction<RequestSource> sources,
      Truth truth) {
    this.scenario = scenario;
    this.deployment = scenario.deployment();
    this.map = RankMap.of(deployment);
    this.habits = new EngineHabits(deployment);
    this.attentionReplicas = deployment.options().attentionReplicas();
    this.recorders = recorders;
    this.sources = sources;
    this.truth = truth;
  }

  /** All replicas in one cell if they exchange tokens around the experts, else a cell for each. */
  public List<Cell> cells() {
    boolean joined =
        habits.joinsReplicas()
            && map.replicas() > 1
            && deployment.model().feedForward().experts() > 0;
    List<Cell> cells = new ArrayList<>();
    for (int first = 0; first < map.replicas(); first += joined ? map.replicas() : 1) {
      cells.add(cell(first, joined ? map.replicas() : 1));
    }
    return cells;
  }

  private Cell cell(int firstReplica, int replicas) {
    Rendezvous rendezvous = new Rendezvous(scenario.noise(), dice(RENDEZVOUS, firstReplica));
    List<Replica> members = new ArrayList<>();
    for (int number = firstReplica; number < firstReplica + replicas; number++) {
      Rank[][][] ranks = ranks(number);
      RequestSource source = sources.apply(number);
      for (int part = 0; part < attentionReplicas; part++) {
        members.add(replica(number, partOf(ranks, part), part, rendezvous, source));
      }
    }
    List<TokenReturn> tokens = new ArrayList<>();
    for (Replica replica : members) {
      tokens.add(new TokenReturn(deployment, rendezvous, replica, ring(replica)));
    }
    Team[] all = attentionReplicas > 1 ? tensorGroups(members, rendezvous) : new Team[0];
    FaultBoard faults = new FaultBoard(scenario.faults(), bounds(), recorders);
    return new Cell(
        new CellParts(
            deployment,
            scenario.serving(),
            members,
            attentionReplicas > 1
                ? new AttentionWalk(
                    deployment, members, all, rendezvous, new ComputeTime(deployment, map.tensor()))
                : walk(members, rendezvous),
            tokens,
            rendezvous,
            faults,
            dice(STEPS, firstReplica),
            Arrays.stream(all).allMatch(Team::isWithinNode)),
        truth);
  }

  private Dice dice(long purpose, long of) {
    return Dice.of(scenario.seed(), purpose, of);
  }

  private int[] bounds() {
    return habits.stageBounds(deployment.model().layers(), map.stages());
  }

  private StageWalk walk(List<Replica> members, Rendezvous rendezvous) {
    boolean spread = deployment.options().expertParallel() && map.tensor() > 1;
    int sharing = spread ? map.tensor() * members.size() : Math.max(1, members.size());
    ExpertRouting routing =
        new ExpertRouting(
            deployment.model().feedForward(),
            sharing,
            scenario.serving().expertSkew(),
            dice(ROUTING, 0));
    ComputeTime computeTime = new ComputeTime(deployment, Math.max(sharing, map.tensor()));
    ExpertExchange experts =
        new ExpertExchange(
            deployment,
            members,
            expertGroups(members),
            rendezvous,
            computeTime,
            routing,
            dice(ROUTED, members.get(0).number()));
    return new StageWalk(
        deployment,
        members,
        rendezvous,
        computeTime,
        experts,
        scenario.serving().driverBroadcasts());
  }

  private List<ExpertExchange.Groups> expertGroups(List<Replica> members) {
    List<ExpertExchange.Groups> groups = new ArrayList<>();
    for (int stage = 0; stage < map.stages() && members.size() > 1; stage++) {
      List<Rank> all = new ArrayList<>();
      for (Replica replica : members) {
        for (Team team : replica.stage(stage)) {
          all.addAll(List.of(team.ranks()));
        }
      }
      List<Group> data = new ArrayList<>();
      for (int place = 0; place < map.contexts() * map.tensor(); place++) {
        List<Rank> lane = new ArrayList<>();
        for (Replica replica : members) {
          Team team = replica.stage(stage)[place / map.tensor()];
          lane.add(team.ranks()[place % map.tensor()]);
        }
        data.add(new Group(GroupKind.DATA, lane, "dp:" + place));
      }
      groups.add(new ExpertExchange.Groups(new Group(GroupKind.EXPERT, all, "ep:0"), data));
    }
    return groups;
  }

  /** All ranks of each stage, whose replicas of attention are {@code members}. */
  private Team[] tensorGroups(List<Replica> members, Rendezvous rendezvous) {
    Team[] all = new Team[map.stages()];
    for (int stage = 0; stage < all.length; stage++) {
      List<Rank> ranks = new ArrayList<>();
      for (Replica member : members) {
        ranks.addAll(List.of(member.stage(stage)[0].ranks()));
      }
      all[stage] = new Team(new Group(GroupKind.TENSOR, ranks, "tp:0"), List.of(), rendezvous);
    }
    return all;
  }

  /** The lanes of one replica of attention. */
  private Rank[][][] partOf(Rank[][][] ranks, int part) {
    if (attentionReplicas == 1) {
      return ranks;
    }
    int lanes = map.tensor() / attentionReplicas;
    Rank[][][] own = new Rank[map.stages()][map.contexts()][];
    for (int stage = 0; stage < map.stages(); stage++) {
      for (int context = 0; context < map.contexts(); context++) {
        own[stage][context] =
            Arrays.copyOfRange(ranks[stage][context], part * lanes, (part + 1) * lanes);
      }
    }
    return own;
  }

  private Rank[][][] ranks(int number) {
    Rank[][][] ranks = new Rank[map.stages()][map.contexts()][map.tensor()];
    for (int stage = 0; stage < map.stages(); stage++) {
      for (int context = 0; context < map.contexts(); context++) {
        for (int lane = 0; lane < map.tensor(); lane++) {
          int rank = map.number(number, stage, context, lane);
          ranks[stage][context][lane] =
              new Rank(rank, number, stage, lane, map.hostOf(rank), recorders.apply(rank));
        }
      }
    }
    return ranks;
  }

  /**
   * @param part which replica of attention in its tensor group; 0 where there is one
   */
  private Replica replica(
      int number, Rank[][][] ranks, int part, Rendezvous rendezvous, RequestSource source) {
    return new Replica(
        number,
        teams(ranks, rendezvous),
        handovers(ranks),
        lanes(ranks),
        prefillContexts(ranks),
        bounds(),
        scheduler(number * attentionReplicas + part),
        source);
  }

  private Team[][] teams(Rank[][][] ranks, Rendezvous rendezvous) {
    Team[][] teams = new Team[map.stages()][map.contexts()];
    for (int stage = 0; stage < map.stages(); stage++) {
      for (int context = 0; context < map.contexts(); context++) {
        List<Rank> members = List.of(ranks[stage][context]);
        teams[stage][context] =
            new Team(
                attentionReplicas > 1
                    ? new Group(GroupKind.ATTENTION, members, "attention_tp:0")
                    : new Group(GroupKind.TENSOR, members, "tp:0"),
                decodeContexts(members),
                rendezvous);
      }
    }
    return teams;
  }

  private List<Group> decodeContexts(List<Rank> tensor) {
    int sharing = deployment.options().decodeContext();
    List<Group> groups = new ArrayList<>();
    for (int first = 0; sharing > 1 && first < tensor.size(); first += sharing) {
      groups.add(
          new Group(GroupKind.DECODE_CONTEXT, tensor.subList(first, first + sharing), "dcp:0"));
    }
    return groups;
  }

  private Group[][][] handovers(Rank[][][] ranks) {
    int lanes = ranks[0][0].length;
    Group[][][] pairs = new Group[map.stages() - 1][map.contexts()][lanes];
    for (int stage = 0; stage < map.stages() - 1; stage++) {
      for (int context = 0; context < map.contexts(); context++) {
        for (int lane = 0; lane < lanes; lane++) {
          List<Rank> pair = List.of(ranks[stage][context][lane], ranks[stage + 1][context][lane]);
          pairs[stage][context][lane] = new Group(GroupKind.TO_NEXT, pair, "");
        }
      }
    }
    return pairs;
  }

  private Group[][] lanes(Rank[][][] ranks) {
    Group[][] lanes = new Group[map.contexts()][ranks[0][0].length];
    for (int context = 0; context < map.contexts() && map.stages() > 1; context++) {
      for (int lane = 0; lane < ranks[0][0].length; lane++) {
        List<Rank> members = new ArrayList<>();
        for (Rank[][] stage : ranks) {
          members.add(stage[context][lane]);
        }
        lanes[context][lane] = new Group(GroupKind.PIPELINE, members, "pp:0");
      }
    }
    return lanes;
  }

  private Group[][] prefillContexts(Rank[][][] ranks) {
    if (map.contexts() == 1) {
      return new Group[0][];
    }
    Group[][] groups = new Group[map.stages()][map.tensor()];
    for (int stage = 0; stage < map.stages(); stage++) {
      for (int lane = 0; lane < map.tensor(); lane++) {
        List<Rank> members = new ArrayList<>();
        for (Rank[] context : ranks[stage]) {
          members.add(context[lane]);
        }
        groups[stage][lane] = new Group(GroupKind.PREFILL_CONTEXT, members, "pcp:0");
      }
    }
    return groups;
  }

  /** Pairs by receiving stage: the first receives from the last, the others from the one before. */
  private Group[][][] ring(Replica replica) {
    int lanes = replica.stage(0)[0].size();
    Group[][][] ring = new Group[map.stages()][map.contexts()][lanes];
    for (int stage = 0; stage < map.stages() && map.stages() > 1; stage++) {
      int from = stage == 0 ? map.stages() - 1 : stage - 1;
      for (int context = 0; context < map.contexts(); context++) {
        for (int lane = 0; lane < lanes; lane++) {
          List<Rank> pair =
              List.of(
                  replica.stage(from)[context].ranks()[lane],
                  replica.stage(stage)[context].ranks()[lane]);
          ring[stage][context][lane] = new Group(GroupKind.FROM_PREVIOUS, pair, "");
        }
      }
    }
    return ring;
  }

  /** llama.cpp runs what it has batched in micro-batches. */
  private long tokensOfPass() {
    long batched = scenario.serving().maxBatchedTokens();
    return deployment.engine() == Engine.LLAMA_CPP ? Math.min(MICRO_BATCH, batched) : batched;
  }

  private Scheduler scheduler(int replica) {
    Dice accepted = dice(ACCEPTED, replica);
    Engine engine = deployment.engine();
    SchedulerSettings settings =
        new SchedulerSettings(
            Math.max(1, deployment.sequenceBound() / attentionReplicas),
            Math.max(1, tokensOfPass() / attentionReplicas),
            engine != Engine.VLLM_V0,
            deployment.options().speculativeTokens(),
            scenario.serving().acceptance(),
            scenario.serving().asyncScheduling()
                && (engine == Engine.VLLM || engine == Engine.SGLANG));
    return switch (engine) {
      case VLLM, TRTLLM, TURBOMIND, LLAMA_CPP -> new ContinuousBatching(settings, accepted);
      case VLLM_V0, SGLANG, LMDEPLOY -> new PrefillFirst(settings, accepted);
      case TRANSFORMERS -> new StaticBatching(settings, accepted);
    };
  }
}
