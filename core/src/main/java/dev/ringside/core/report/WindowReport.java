package dev.ringside.core.report;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.series.RunningTotals;
import java.util.List;
import java.util.Optional;

/**
 * Expected against observed of one replica, over one event-time window or one whole run.
 *
 * @param scope whether {@code [startNs, endNs)} is a window or the span of a finished run
 * @param deployment name, empty for calls that name none
 * @param runId the run that ended, empty for a window
 * @param layout absent without a deployment
 * @param ranks ranks seen, ascending
 * @param coverage ranks with a complete stream over all ranks of the layout, 0 to 1
 * @param totals the replica since it was first seen, this report included
 */
public record WindowReport(
    Scope scope,
    String deployment,
    int replica,
    String runId,
    String modelName,
    String engine,
    Optional<ParallelLayout> layout,
    long startNs,
    long endNs,
    Account account,
    PassCounts passes,
    List<Integer> ranks,
    double coverage,
    List<ReportRow> rows,
    List<Finding> findings,
    Verdict verdict,
    RunningTotals totals) {

  /** What the report's time span is. */
  public enum Scope {
    UNKNOWN,
    WINDOW,
    RUN
  }

  public WindowReport {
    ranks = List.copyOf(ranks);
    rows = List.copyOf(rows);
    findings = List.copyOf(findings);
  }
}
