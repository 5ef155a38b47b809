package dev.ringside.agent.loop;

import java.time.Duration;

/**
 * What the agent's batches say and when they are made.
 *
 * @param deployment empty if none is declared
 * @param replica of all ranks, unless {@code ranksPerReplica} is given
 * @param ranksPerReplica 0 if all ranks of this agent belong to one replica
 * @param agent program and node: who sends
 * @param clock which clock the times are from
 * @param every how often batches are made, and heartbeats where there are no calls
 * @param holdBack calls are sent once they are so old, so that those which a source writes late
 *     find their place in the order
 * @param boot which start of the machine this is
 */
public record LoopSettings(
    String deployment,
    int replica,
    int ranksPerReplica,
    String agent,
    String clock,
    Duration every,
    Duration holdBack,
    String boot) {

  int replicaOf(int rank) {
    return ranksPerReplica == 0 ? replica : rank / ranksPerReplica;
  }
}
