package dev.ringside.simulator.traffic;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.simulator.cluster.Group;
import dev.ringside.simulator.cluster.GroupCall;
import dev.ringside.simulator.cluster.Links;
import dev.ringside.simulator.engine.EngineHabits;
import dev.ringside.simulator.replica.PassWork;
import dev.ringside.simulator.replica.Rendezvous;
import dev.ringside.simulator.replica.Replica;
import dev.ringside.simulator.replica.Team;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * How sampled tokens come from the last stage to those that need them for the next pass of the same
 * requests. The sender goes on at once; a receiver receives them when it begins its next pass.
 *
 * <p>vLLM broadcasts over the pipeline, its second model runner twice; SGLang passes them around
 * the ring, last stage, first stage, and on to the last but one.
 *
 * <p>Source: vLLM {@code gpu/pp_utils.py:PPHandler}, {@code gpu_model_runner.py}; SGLang {@code
 * scheduler_pp_mixin.py}.
 */
public final class TokenReturn {

  private final Deployment deployment;
  private final EngineHabits habits;
  private final Rendezvous rendezvous;
  private final Replica replica;
  private final Group[][][] ring;
  private final List<Deque<Parcel>> parcels = new ArrayList<>();

  /** A call whose data is on its way to a stage. */
  private record Parcel(GroupCall call, int member, long requests, long sentNs) {}

  /**
   * @param ring pairs of a lane's ranks that pass tokens on, by receiving stage, context, lane
   */
  public TokenReturn(
      Deployment deployment, Rendezvous rendezvous, Replica replica, Group[][][] ring) {
    this.deployment = deployment;
    this.habits = new EngineHabits(deployment);
    this.rendezvous = rendezvous;
    this.replica = replica;
    this.ring = ring;
    for (int stage = 0; stage < replica.stages(); stage++) {
      parcels.add(new ArrayDeque<>());
    }
  }

  /** The last stage has sampled. */
  public void sampled(PassWork work) {
    if (replica.stages() == 1 || work.isDummy()) {
      return;
    }
    if (deployment.engine() == Engine.SGLANG) {
      forward(0, work.batch().size());
    } else if (deployment.engine() == Engine.VLLM) {
      broadcasts(work);
    }
  }

  private void broadcasts(PassWork work) {
    long requests = work.batch().size();
    boolean secondRunner =
        habits.isAtLeast(0, 25) && deployment.model().feedForward().experts() == 0;
    if (secondRunner && work.batch().goesOn()) {
      broadcast(requests * (1 + work.batch().drafted()), DataType.LONG);
      broadcast(requests * 2, DataType.INT);
    } else if (!secondRunner && habits.isAtLeast(0, 16) && work.batch().sampledRequests() > 0) {
      broadcast(requests, DataType.INT);
    }
  }

  private void broadcast(long elements, DataType type) {
    int last = replica.stages() - 1;
    for (int context = 0; context < replica.lanes().length; context++) {
      for (int lane = 0; lane < replica.lanes()[context].length; lane++) {
        Group group = replica.lanes()[context][lane];
        GroupCall call = group.call(Collective.BROADCAST, type, elements, Transport.NCCL, false);
        rendezvous.send(call, last, reach(group));
        long sentNs = group.members()[last].freeNs;
        for (int stage = 0; stage < last; stage++) {
          parcels.get(stage).add(new Parcel(call, stage, 0, sentNs));
        }
      }
    }
  }

  /** Sends the tokens of {@code requests} to {@code stage}, from the one before it in the ring. */
  private void forward(int stage, long requests) {
    long elements = isSliced(requests) ? requests / lanes() : requests;
    for (int context = 0; context < ring[stage].length; context++) {
      for (int lane = 0; lane < ring[stage][context].length; lane++) {
        Group pair = ring[stage][context][lane];
        GroupCall call = pair.call(Collective.SEND, DataType.INT, elements, Transport.NCCL, false);
        rendezvous.send(call, 0, reach(pair));
        parcels.get(stage).add(new Parcel(call, 1, requests, pair.members()[0].freeNs));
      }
    }
  }

  /** Receives what has been sent to the stage by {@code nowNs}, before it begins a pass. */
  public void receive(int stage, long nowNs) {
    Deque<Parcel> waiting = parcels.get(stage);
    while (!waiting.isEmpty() && waiting.peek().sentNs <= nowNs) {
      receiveOne(stage, waiting);
    }
  }

  /** One call of every lane, so that what the ranks then do together comes after. */
  private void receiveOne(int stage, Deque<Parcel> waiting) {
    long requests = waiting.peek().requests;
    for (Team team : replica.stage(stage)) {
      for (int lane = 0; lane < team.size(); lane++) {
        Parcel parcel = waiting.remove();
        Links.Reach reach = reach(parcel.call.group());
        rendezvous.receive(parcel.call, parcel.member, reach, parcel.sentNs);
      }
    }
    if (requests > 0) {
      passOn(stage, requests);
    }
  }

  private void passOn(int stage, long requests) {
    if (isSliced(requests)) {
      for (Team team : replica.stage(stage)) {
        team.call(Collective.ALL_GATHER, DataType.INT, requests / lanes(), Transport.NCCL, false);
      }
    }
    if (stage < replica.stages() - 2) {
      forward(stage + 1, requests);
    }
  }

  private boolean isSliced(long requests) {
    return lanes() > 1 && requests % lanes() == 0;
  }

  /** Ranks that run attention for the same requests. */
  private int lanes() {
    return replica.stage(0)[0].size();
  }

  /** Everything that was sent arrives. */
  public void receiveAll() {
    for (int stage = 0; stage < parcels.size(); stage++) {
      receive(stage, Long.MAX_VALUE);
    }
  }

  /** Everything that was sent is lost with its receivers. */
  public void discard() {
    parcels.forEach(Deque::clear);
  }

  private static Links.Reach reach(Group group) {
    return group.spansHosts() ? Links.Reach.NETWORK : Links.Reach.NVLINK;
  }
}
