package dev.ringside.simulator.record;

import dev.ringside.simulator.cluster.HostClock;
import java.util.List;

/**
 * Where a rank's agent is and how it speaks.
 *
 * @param runRanks ranks of the replica, if the run declares them
 * @param declared one run from beginning to end, whatever restarts
 */
public record RecorderPlace(
    String deployment,
    int replica,
    int rank,
    String host,
    String runId,
    HostClock clock,
    int startUnitNs,
    int durationUnitNs,
    List<Integer> runRanks,
    boolean declared) {

  public RecorderPlace {
    runRanks = List.copyOf(runRanks);
  }
}
