package dev.ringside.schemas.iteration;

import dev.ringside.core.bound.Bound;

/**
 * Whose passes a batch holds, and who sent it. (agent, runId, worker, replica) is one stream.
 *
 * @param deployment empty if none is declared
 * @param worker the engine's name for its process, empty if it has one only
 * @param runId new at every start of the agent
 */
public record IterationOrigin(
    String deployment, int replica, String worker, String agent, String runId, String host) {

  public IterationOrigin {
    for (String name : new String[] {deployment, worker, agent, runId, host}) {
      Bound.NAME_BYTES.require(name, "name in a batch of iterations");
    }
    Bound.RANK_NUMBER.require(replica, "replica");
    if (replica < 0) {
      throw new IllegalArgumentException("replica %d".formatted(replica));
    }
  }
}
