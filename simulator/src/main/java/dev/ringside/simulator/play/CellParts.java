package dev.ringside.simulator.play;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.scenario.Serving;
import java.util.List;

/** What a cell is put together from. */
record CellParts(
    Deployment deployment,
    Serving serving,
    List<Replica> replicas,
    StageWalk walk,
    List<TokenReturn> tokens,
    Rendezvous rendezvous,
    FaultBoard faults,
    Dice dice) {}
