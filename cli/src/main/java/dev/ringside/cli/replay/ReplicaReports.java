package dev.ringside.cli.replay;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.series.RunningTotals;
import java.util.ArrayList;
import java.util.List;

/** The reports of a run's replicas as one. */
public final class ReplicaReports {

  /**
   * Sums accounts and passes and lines up rows and findings: a row says by its ranks which replica
   * it is of. Coverage is over all ranks of the layout; a replica of which nothing came counts as
   * not covered. The verdict is the worst: insufficient, then deviation, then match.
   */
  public static WindowReport merged(List<WindowReport> replicas) {
    WindowReport first = replicas.get(0);
    int expected = first.layout().map(ParallelLayout::data).orElse(1);
    if (replicas.size() == 1 && expected == 1) {
      return first;
    }
    Account account = Account.EMPTY;
    PassCounts passes = PassCounts.NONE;
    List<Integer> ranks = new ArrayList<>();
    List<ReportRow> rows = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (WindowReport replica : replicas) {
      account = account.plus(replica.account());
      passes = passes.plus(replica.passes());
      ranks.addAll(replica.ranks());
      rows.addAll(replica.rows());
      findings.addAll(replica.findings());
    }
    return new WindowReport(
        first.scope(),
        first.deployment(),
        first.replica(),
        first.runId(),
        first.modelName(),
        first.engine(),
        first.layout(),
        replicas.stream().mapToLong(WindowReport::startNs).min().orElseThrow(),
        replicas.stream().mapToLong(WindowReport::endNs).max().orElseThrow(),
        account,
        passes,
        ranks,
        replicas.stream().mapToDouble(WindowReport::coverage).sum() / expected,
        rows,
        findings,
        worst(replicas, expected),
        RunningTotals.NONE);
  }

  private static Verdict worst(List<WindowReport> replicas, int expected) {
    if (replicas.size() < expected) {
      return Verdict.INSUFFICIENT;
    }
    for (Verdict verdict : List.of(Verdict.INSUFFICIENT, Verdict.DEVIATION, Verdict.MATCH)) {
      if (replicas.stream().anyMatch(replica -> replica.verdict() == verdict)) {
        return verdict;
      }
    }
    return Verdict.UNCHECKED;
  }

  private ReplicaReports() {}
}
