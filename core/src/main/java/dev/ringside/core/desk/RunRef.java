package dev.ringside.core.desk;

import java.util.List;

/**
 * Names a run: one start of the agents of a replica.
 *
 * @param runId as the agents gave it; empty for {@link #LIVE}
 * @param declaredRanks all ranks that the run publishes, if it said so beforehand. Such a run is
 *     known to be over once they have all ended
 */
public record RunRef(String runId, List<Integer> declaredRanks) {

  /** The run that live agents share: it declares no ranks and is never over. */
  public static final RunRef LIVE = new RunRef("", List.of());

  public RunRef {
    declaredRanks = List.copyOf(declaredRanks);
  }

  /** The run itself if it declares its ranks, or else {@link #LIVE}. */
  public static RunRef of(String runId, List<Integer> declaredRanks) {
    return declaredRanks.isEmpty() ? LIVE : new RunRef(runId, declaredRanks);
  }

  public boolean isDeclared() {
    return !declaredRanks.isEmpty();
  }
}
