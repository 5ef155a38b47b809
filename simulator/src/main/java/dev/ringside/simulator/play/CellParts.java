package dev.ringside.simulator.play;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.replica.Rendezvous;
import dev.ringside.simulator.replica.Replica;
import dev.ringside.simulator.scenario.Serving;
import dev.ringside.simulator.traffic.TokenReturn;
import dev.ringside.simulator.traffic.Walk;
import java.util.List;

/** The parts of a cell. */
record CellParts(
    Deployment deployment,
    Serving serving,
    List<Replica> replicas,
    Walk walk,
    List<TokenReturn> tokens,
    Rendezvous rendezvous,
    FaultBoard faults,
    Dice dice,
    boolean withinNode) {

  /** True if the replicas run attention in parts of one tensor group. */
  boolean shareTensorGroup() {
    return deployment.options().attentionReplicas() > 1;
  }
}
