package dev.ringside.core.report;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.EngineAccount;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.report.WindowReport.Span;
import dev.ringside.core.series.RunningTotals;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The reports of a deployment's replicas as one. */
public final class DeploymentReport {

  /**
   * Sums accounts and passes and lines up rows and findings; the ranks of a row say which replica
   * it is of. Coverage is over all ranks of the layout, that of calls the mean of the replicas that
   * know it, and the verdict is the {@linkplain Verdict#worst worst}; a replica without a report is
   * not covered, so the verdict is then insufficient. The running totals are left out.
   *
   * @param replicas one report a replica, of the same window or run; at least one
   */
  public static WindowReport of(List<WindowReport> replicas) {
    WindowReport first = replicas.get(0);
    int expected = first.layout().map(ParallelLayout::data).orElse(1);
    if (replicas.size() == 1 && expected == 1) {
      return first;
    }
    return new WindowReport(
        first.subject(),
        first.served(),
        new Span(
            replicas.stream().mapToLong(WindowReport::startNs).min().orElseThrow(),
            replicas.stream().mapToLong(WindowReport::endNs).max().orElseThrow()),
        replicas.stream().map(WindowReport::account).reduce(Account.EMPTY, Account::plus),
        replicas.stream().map(WindowReport::passes).reduce(PassCounts.NONE, PassCounts::plus),
        replicas.stream().flatMap(replica -> replica.ranks().stream()).toList(),
        replicas.stream().mapToDouble(WindowReport::coverage).sum() / expected,
        callCoverage(replicas),
        replicas.stream().flatMap(replica -> replica.rows().stream()).toList(),
        replicas.stream().flatMap(replica -> replica.findings().stream()).toList(),
        replicas.size() < expected
            ? Verdict.INSUFFICIENT
            : Verdict.worst(replicas.stream().map(WindowReport::verdict).toList()),
        RunningTotals.NONE,
        replicas.stream()
            .map(WindowReport::told)
            .flatMap(Optional::stream)
            .reduce(EngineAccount::plus));
  }

  /** Replicas of a deployment make about as many calls each. */
  private static OptionalDouble callCoverage(List<WindowReport> replicas) {
    return replicas.stream()
        .map(WindowReport::callCoverage)
        .flatMapToDouble(OptionalDouble::stream)
        .average();
  }

  private DeploymentReport() {}
}
