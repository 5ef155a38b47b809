package dev.ringside.core.plan;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import java.util.List;
import java.util.Optional;

/** A plan and the rows a test asks it for. */
record Planned(Plan plan) {

  /** One request, planned without a fabric. */
  static Planned request(Deployment deployment, long promptTokens, long outputTokens) {
    return of(deployment, Workload.of(promptTokens, outputTokens, 1));
  }

  static Planned of(Deployment deployment, Workload workload) {
    return new Planned(new Planner(deployment, Optional.empty()).plan(workload));
  }

  /** Count, elements and bytes of each call; zeros where the plan has no such row. */
  record Calls(long count, long elements, long bytes) {

    static final Calls NONE = new Calls(0, 0, 0);
  }

  /** The one row of this collective that serves {@code purpose}. */
  Calls calls(Phase phase, int stage, Collective collective, String purpose) {
    List<PlanRow> rows = rows(phase, stage, collective, purpose);
    if (rows.size() > 1) {
      throw new AssertionError("more than one row: " + rows);
    }
    return rows.isEmpty()
        ? Calls.NONE
        : new Calls(rows.get(0).count(), rows.get(0).sendElements(), rows.get(0).messageBytes());
  }

  long wireBytes(Phase phase, int stage, Collective collective, String purpose) {
    return rows(phase, stage, collective, purpose).stream().mapToLong(PlanRow::wireBytes).sum();
  }

  List<PlanRow> rows(Phase phase, int stage, Collective collective, String purpose) {
    return plan.rows().stream()
        .filter(row -> row.phase() == phase && row.stage() == stage)
        .filter(row -> row.collective() == collective && row.purposes().contains(purpose))
        .toList();
  }

  List<PlanRow> optional() {
    return plan.rows().stream().filter(PlanRow::optional).toList();
  }

  /** Calls that a hook in NCCL would see, summed over one rank of each stage. */
  static long visibleToNccl(Plan plan) {
    return plan.rows().stream()
        .filter(row -> !row.optional() && row.route().isVisibleToNccl())
        .mapToLong(PlanRow::count)
        .sum();
  }
}
