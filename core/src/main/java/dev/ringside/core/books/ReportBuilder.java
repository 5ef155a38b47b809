package dev.ringside.core.books;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.desk.RunOutcome;
import dev.ringside.core.desk.RunRef;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.core.verdict.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Judges a window or a run of a replica and puts it into the words of a report. */
final class ReportBuilder {

  private final String deployment;
  private final int replica;
  private final LedgerSettings settings;
  private final ReplicaTotals totals;

  ReportBuilder(String deployment, int replica, LedgerSettings settings, ReplicaTotals totals) {
    this.deployment = deployment;
    this.replica = replica;
    this.settings = settings;
    this.totals = totals;
  }

  /** What a report is of. */
  private record Span(Scope scope, String runId, long startNs, long endNs, List<Integer> ranks) {}

  WindowReport ofWindow(WindowBooks window) {
    Observation seen = window.posted();
    List<Integer> ranks = seen.ranks();
    long end = settings.windows().endOf(window.startNs());
    Judgement judgement = judge(totals.against(), seen, ranks);
    return report(
        new Span(Scope.WINDOW, "", window.startNs(), end, ranks),
        Account.windowed(seen.calls()).plus(totals.unreported()),
        seen.passCounts(),
        judgement,
        judgement.findings());
  }

  WindowReport ofRun(RunRef run, RunBooks books, RunOutcome outcome) {
    Account account = books.account().account();
    PassCounts passes = books.account().passes();
    Judgement judgement = judge(outcome.against(), books.observation(), outcome.completeRanks());
    List<Finding> findings = new ArrayList<>(judgement.findings());
    cutOff(passes.incomplete(), account.incomplete()).ifPresent(findings::add);
    misaligned(outcome.misaligned()).ifPresent(findings::add);
    return report(
        new Span(Scope.RUN, run.runId(), outcome.startNs(), outcome.endNs(), outcome.ranks()),
        account,
        passes,
        judgement,
        findings);
  }

  private Judgement judge(
      Optional<Deployment> against, Observation seen, List<Integer> completeRanks) {
    return Judgement.of(against, seen, replica, completeRanks, settings.coverageFloor());
  }

  private static Optional<Finding> cutOff(long passes, long calls) {
    return passes == 0
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "passes_incomplete",
                Finding.Severity.INFO,
                Parallelism.UNKNOWN,
                List.of(),
                "%d passes of %d calls were cut off by the start or end of the recording and are outside the verdict"
                    .formatted(passes, calls),
                new TreeMap<>(
                    Map.of("passes", Long.toString(passes), "calls", Long.toString(calls)))));
  }

  private static Optional<Finding> misaligned(long passes) {
    return passes == 0
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "passes_misaligned",
                Finding.Severity.WARNING,
                Parallelism.UNKNOWN,
                List.of(),
                "in %d passes ranks disagree on the tokens: their streams did not begin at the same pass"
                    .formatted(passes),
                new TreeMap<>(Map.of("passes", Long.toString(passes)))));
  }

  private WindowReport report(
      Span span, Account account, PassCounts passes, Judgement judgement, List<Finding> findings) {
    Optional<Deployment> against = totals.against();
    return new WindowReport(
        span.scope(),
        deployment,
        replica,
        span.runId(),
        against.map(d -> d.model().name()).orElse(""),
        against.map(d -> d.engine().label()).orElse(""),
        against.map(Deployment::layout),
        span.startNs(),
        span.endNs(),
        account,
        passes,
        span.ranks(),
        judgement.coverage(),
        judgement.rows(),
        findings,
        judgement.verdict(),
        totals.running());
  }
}
