package dev.ringside.core.plan;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.routing.Route;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Calls of one kind that each rank of a stage will make in one phase of a workload.
 *
 * @param groupSize ranks of the group, 2 for a send
 * @param count calls of one rank over the whole phase
 * @param messageBytes nccl-tests size of one call
 * @param wireBytes bytes one rank moves for all of them
 * @param seconds time of all of them, one after the other; empty if the cost is not known
 * @param optional true for calls that the engine may leave out; they are in no total
 */
public record PlanRow(
    Phase phase,
    Parallelism parallelism,
    int stage,
    Collective collective,
    List<String> purposes,
    int groupSize,
    long count,
    long sendElements,
    long messageBytes,
    long wireBytes,
    Route route,
    OptionalDouble seconds,
    boolean optional) {

  public PlanRow {
    purposes = List.copyOf(purposes);
  }
}
