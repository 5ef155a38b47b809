package dev.ringside.core.plan;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.family.FamilyQuirks;
import dev.ringside.core.fault.FaultTable;
import dev.ringside.core.fault.KnownFault;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The communication of a workload on a deployment.
 *
 * @param family what the rows rest on
 * @param prefillPasses forward passes of the target model
 * @param kvBytesPerToken bytes a prompt token's KV cache would take to hand to another server
 *     (RDMA, not NCCL); 0 if the attention's shape is not known
 */
public record Plan(
    Deployment deployment,
    Workload workload,
    FamilyQuirks family,
    List<PlanRow> rows,
    long prefillPasses,
    long decodePasses,
    Optional<PaperVolume> paperVolume,
    long kvBytesPerToken) {

  public Plan {
    rows = List.copyOf(rows);
  }

  /** The known faults of the engine that the deployment will run into. */
  public List<KnownFault> faults() {
    return FaultTable.bundled().of(deployment);
  }

  /** Bytes that one rank of {@code stage} moves. */
  public long wireBytesPerRank(int stage) {
    return rows.stream()
        .filter(row -> row.stage() == stage && !row.optional())
        .mapToLong(PlanRow::wireBytes)
        .reduce(0, Math::addExact);
  }

  /** Bytes that all ranks of all replicas move. */
  public long wireBytesOfCluster() {
    int ranksPerStage = deployment.ranks() / deployment.layout().pipeline();
    return IntStream.range(0, deployment.layout().pipeline())
        .mapToLong(stage -> Math.multiplyExact(wireBytesPerRank(stage), (long) ranksPerStage))
        .reduce(0, Math::addExact);
  }

  /**
   * Seconds of communication that a request waits for in {@code phase}. A pass goes through the
   * stages one after the other, so their times add up; a hand-over counts once, at its receiver.
   * Empty if the cost of a path is not known.
   */
  public OptionalDouble seconds(Phase phase) {
    double sum = 0;
    for (PlanRow row : rows) {
      boolean counted = row.phase() == phase && !row.optional() && !isSend(row);
      if (counted && row.seconds().isEmpty()) {
        return OptionalDouble.empty();
      }
      sum += counted ? row.seconds().getAsDouble() : 0;
    }
    return OptionalDouble.of(sum);
  }

  private static boolean isSend(PlanRow row) {
    return row.collective() == Collective.SEND;
  }
}
