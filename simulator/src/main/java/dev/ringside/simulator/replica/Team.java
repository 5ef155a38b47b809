package dev.ringside.simulator.replica;

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
 * compute before their next call, and the conditions they work under.
 */
public final class Team {

  private final Group tensor;
  private final List<Group> decodeContexts;
  private final Rendezvous rendezvous;
  private Conditions conditions = new Conditions();
  private double dueNs;

  public Team(Group tensor, List<Group> decodeContexts, Rendezvous rendezvous) {
    this.tensor = tensor;
    this.decodeContexts = decodeContexts;
    this.rendezvous = rendezvous;
  }

  public int size() {
    return tensor.size();
  }

  public Rank[] ranks() {
    return tensor.members();
  }

  /** Groups that share a sequence's KV cache in decode; empty if none do. */
  public List<Group> decodeContexts() {
    return decodeContexts;
  }

  public Conditions conditions() {
    return conditions;
  }

  /** Sets what is wrong with the team from its next pass on. */
  public void workUnder(Conditions changed) {
    conditions = changed;
  }

  /** None of its ranks begins earlier. */
  public void startAt(long timeNs) {
    for (Rank rank : tensor.members()) {
      rank.freeNs = Math.max(rank.freeNs, timeNs);
    }
  }

  /** Adds {@code ns} to what each rank computes before its next call. */
  public void compute(double ns) {
    dueNs += ns;
  }

  /** Each rank computes what is due, without a call. */
  public void finishComputing() {
    for (Rank rank : tensor.members()) {
      rendezvous.compute(rank, dueNs);
    }
    dueNs = 0;
  }

  /** All ranks compute what is due and then make a call of the tensor group. */
  public void call(
      Collective collective, DataType type, long elements, Transport transport, boolean replayed) {
    GroupCall call = tensor.call(collective, type, elements, transport, replayed);
    rendezvous.callTogether(call, reach(tensor), dueNs);
    dueNs = 0;
  }

  /** Makes a call of another group, whose ranks have finished computing. */
  public void callOf(
      Group group, Collective collective, DataType type, long elements, boolean replayed) {
    GroupCall call = group.call(collective, type, elements, Transport.NCCL, replayed);
    rendezvous.callTogether(call, reach(group), 0);
  }

  public Links.Reach reach(Group group) {
    if (group.spansHosts() || (group == tensor && conditions.overNetwork)) {
      return Links.Reach.NETWORK;
    }
    return conditions.overPcie ? Links.Reach.PCIE : Links.Reach.NVLINK;
  }

  public boolean isWithinNode() {
    return reach(tensor) == Links.Reach.NVLINK;
  }
}
