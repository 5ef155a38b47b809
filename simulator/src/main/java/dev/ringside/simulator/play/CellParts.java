package dev.ringside.simulator.play;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.replica.Rendezvous;
import dev.ringside.simulator.replica.Replica;
import dev.ringside.simulator.scenario.Serving;
import dev.ringside.simulator.traffic.StageWalk;
import dev.ringside.simulator.traffic.TokenReturn;
import java.util.List;

/** The parts of a cell. */
record CellParts(
    Deployment deployment,
    Serving serving,
    List<Replica> replicas,
    StageWalk walk,
    List<TokenReturn> tokens,
    Rendezvous rendezvous,
    FaultBoard faults,
    Dice dice) {}
