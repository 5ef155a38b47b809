package dev.ringside.simulator.play;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.simulator.cluster.Group;
import dev.ringside.simulator.cluster.GroupCall;
import dev.ringside.simulator.cluster.Links;
import dev.ringside.simulator.cluster.Rank;
import java.util.List;

/**
 * The tensor group of one stage at work on its share of a pass: what its ranks still have to
 * compute before they next meet, and the conditions they work under.
 */
final class Team {

  final Group tensor;
  final List<Group> decodeContexts;
  private final Rendezvous rendezvous;
  Conditions conditions = new Conditions();
  private double dueNs;

  Team(Group tensor, List<Group> decodeContexts, Rendezvous rendezvous) {
    this.tensor = tensor;
    this.decodeContexts = decodeContexts;
    this.rendezvous = rendezvous;
  }

  int size() {
    return tensor.size();
  }

  Rank[] ranks() {
    return tensor.members();
  }

  /** Nobody of the team begins earlier. */
  void startAt(long timeNs) {
    for (Rank rank : tensor.members()) {
      rank.freeNs = Math.max(rank.freeNs, timeNs);
    }
  }

  void compute(double ns) {
    dueNs += ns;
  }

  /** Does what is due, each rank for itself. */
  void settle() {
    for (Rank rank : tensor.members()) {
      rendezvous.compute(rank, dueNs);
    }
    dueNs = 0;
  }

  void meet(
      Collective collective, DataType type, long elements, Transport transport, boolean replayed) {
    GroupCall call = tensor.call(collective, type, elements, transport, replayed);
    rendezvous.meet(call, reach(tensor), dueNs);
    dueNs = 0;
  }

  /** A call of a group that is not the team's own; what is due has been settled. */
  void meetOf(Group group, Collective collective, DataType type, long elements, boolean replayed) {
    GroupCall call = group.call(collective, type, elements, Transport.NCCL, replayed);
    rendezvous.meet(call, reach(group), 0);
  }

  Links.Reach reach(Group group) {
    if (group.spansHosts() || (group == tensor && conditions.overNetwork)) {
      return Links.Reach.NETWORK;
    }
    return conditions.overPcie ? Links.Reach.PCIE : Links.Reach.NVLINK;
  }

  boolean isWithinNode() {
    return reach(tensor) == Links.Reach.NVLINK;
  }
}
