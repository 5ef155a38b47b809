package dev.ringside.core.books;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.account.Phase;
import dev.ringside.core.account.RunningAccount;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.join.RunProgress;
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

/** Puts a judged span of a ledger into the words of a report. */
final class ReportBuilder {

  private ReportBuilder() {}

  static WindowReport ofWindow(ReplicaLedger ledger, WindowSpan window) {
    Judgement judgement =
        Judgement.of(
            ledger.against(),
            window.observation(),
            ledger.replica(),
            window.ranks(),
            ledger.settings().coverageFloor());
    Account account = RunningAccount.windowed(window.calls()).plus(ledger.unreported());
    return report(
        ledger,
        Scope.WINDOW,
        "",
        window.startNs(),
        window.startNs() + ledger.settings().windowNs(),
        account,
        passesOf(window.observation()),
        List.copyOf(window.ranks()),
        judgement,
        judgement.findings());
  }

  static WindowReport ofRun(ReplicaLedger ledger, RunProgress run) {
    Judgement judgement =
        Judgement.of(
            run.against(),
            run.observation(),
            ledger.replica(),
            run.completeRanks(),
            ledger.settings().coverageFloor());
    List<Finding> findings = new ArrayList<>(judgement.findings());
    cutOff(run).ifPresent(findings::add);
    misaligned(run).ifPresent(findings::add);
    RunProgress.Marks marks = run.marks();
    boolean empty = marks.startNs() == Long.MAX_VALUE;
    return report(
        ledger,
        Scope.RUN,
        run.runId(),
        empty ? 0 : marks.startNs(),
        empty ? 0 : marks.endNs(),
        run.tally().account(),
        run.tally().passes(),
        List.copyOf(run.ranks().keySet()),
        judgement,
        findings);
  }

  private static PassCounts passesOf(Observation observation) {
    return new PassCounts(
        observation.passes(Phase.PREFILL),
        observation.passes(Phase.DECODE),
        observation.passes(Phase.UNKNOWN),
        0);
  }

  private static Optional<Finding> cutOff(RunProgress run) {
    long incomplete = run.tally().passes().incomplete();
    return incomplete == 0
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "passes_incomplete",
                Finding.Severity.INFO,
                Parallelism.UNKNOWN,
                List.of(),
                "%d passes of %d calls were cut off by the start or end of the recording and are outside the verdict"
                    .formatted(incomplete, run.tally().account().incomplete()),
                new TreeMap<>(
                    Map.of(
                        "passes", Long.toString(incomplete),
                        "calls", Long.toString(run.tally().account().incomplete())))));
  }

  private static Optional<Finding> misaligned(RunProgress run) {
    long passes = run.marks().misaligned();
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

  private static WindowReport report(
      ReplicaLedger ledger,
      Scope scope,
      String runId,
      long startNs,
      long endNs,
      Account account,
      PassCounts passes,
      List<Integer> ranks,
      Judgement judgement,
      List<Finding> findings) {
    Optional<Deployment> against = ledger.against();
    return new WindowReport(
        scope,
        ledger.deployment(),
        ledger.replica(),
        runId,
        against.map(d -> d.model().name()).orElse(""),
        against.map(d -> d.engine().label()).orElse(""),
        against.map(Deployment::layout),
        startNs,
        endNs,
        account,
        passes,
        ranks,
        judgement.coverage(),
        judgement.rows(),
        findings,
        judgement.verdict(),
        ledger.runningTotals());
  }
}
