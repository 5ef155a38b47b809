package dev.ringside.simulator.replica;

import dev.ringside.simulator.cluster.Group;
import dev.ringside.simulator.cluster.Rank;
import dev.ringside.simulator.schedule.Scheduler;
import dev.ringside.simulator.workload.RequestSource;
import java.util.ArrayList;
import java.util.List;

/**
 * One data-parallel replica: its ranks in their groups, its scheduler, its requests.
 *
 * @param teams tensor groups, by stage and prefill context
 * @param handovers pairs of a rank with its fellow on the next stage, by stage, context, lane
 * @param lanes ranks of one lane through all stages, by context and lane; none with one stage
 * @param prefillContexts ranks that share a prompt, by stage and lane; empty if none do
 * @param bounds first layer of each stage, and the number of layers
 */
@SuppressWarnings("ArrayRecordComponent") // Inner parts of a cell, never compared.
public record Replica(
    int number,
    Team[][] teams,
    Group[][][] handovers,
    Group[][] lanes,
    Group[][] prefillContexts,
    int[] bounds,
    Scheduler scheduler,
    RequestSource source) {

  public List<Rank> ranks() {
    List<Rank> ranks = new ArrayList<>();
    for (Team[] stage : teams) {
      for (Team team : stage) {
        ranks.addAll(List.of(team.ranks()));
      }
    }
    return ranks;
  }

  public int stages() {
    return teams.length;
  }

  public Team[] stage(int stage) {
    return teams[stage];
  }

  /** When all ranks of the stage have finished what they were given. */
  public long freeNs(int stage) {
    long latest = Long.MIN_VALUE;
    for (Team team : teams[stage]) {
      for (Rank rank : team.ranks()) {
        latest = Math.max(latest, rank.freeNs);
      }
    }
    return latest;
  }

  /** True if several ranks of a lane hold parts of one prompt. */
  public boolean sharesPrompts() {
    return prefillContexts.length > 0;
  }

  /** Every rank of the stage computes what is due, without a call. */
  public void finishComputing(int stage) {
    for (Team team : teams[stage]) {
      team.finishComputing();
    }
  }
}
