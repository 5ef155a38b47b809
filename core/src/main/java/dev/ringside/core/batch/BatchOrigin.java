package dev.ringside.core.batch;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.progress.Place;
import java.util.List;

/**
 * Whose calls a batch holds: all that stays the same from batch to batch of one stream.
 *
 * @param deployment empty if none is declared
 * @param rank global rank
 * @param agent the program that publishes
 * @param runId new at every start of the agent
 * @param place where the rank runs
 * @param runRanks all global ranks of this replica that the run publishes, where that is known (a
 *     replay), else empty
 */
public record BatchOrigin(
    String deployment,
    int replica,
    int rank,
    String agent,
    String runId,
    Place place,
    List<Integer> runRanks) {

  /** Of a rank of which no more than the host is known. */
  public BatchOrigin(
      String deployment,
      int replica,
      int rank,
      String agent,
      String runId,
      String host,
      List<Integer> runRanks) {
    this(deployment, replica, rank, agent, runId, new Place(host, 0, ""), runRanks);
  }

  public BatchOrigin {
    runRanks = List.copyOf(runRanks);
    BatchHeader.require(replica >= 0, "replica", replica);
    BatchHeader.require(rank >= 0, "rank", rank);
    Bound.RANK_NUMBER.require(replica, "replica");
    Bound.RANK_NUMBER.require(rank, "rank");
    Bound.RUN_RANKS.require(runRanks.size(), "runRanks");
    Bound.NAME_BYTES.require(deployment, "deployment");
    Bound.NAME_BYTES.require(agent, "agent");
    Bound.NAME_BYTES.require(runId, "runId");
  }

  public BatchOrigin withRunId(String other) {
    return new BatchOrigin(deployment, replica, rank, agent, other, place, runRanks);
  }

  public BatchOrigin at(Place other) {
    return new BatchOrigin(deployment, replica, rank, agent, runId, other, runRanks);
  }

  public String host() {
    return place.host();
  }
}
