package dev.ringside.core.books;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.account.Phase;
import dev.ringside.core.account.RunningAccount;
import dev.ringside.core.join.RunProgress;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Served;
import dev.ringside.core.report.WindowReport.Span;
import dev.ringside.core.report.WindowReport.Subject;
import dev.ringside.core.verdict.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        Subject.window(ledger.deployment(), ledger.replica()),
        Span.of(window.startNs(), ledger.settings().windowNs()),
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
        Subject.run(ledger.deployment(), ledger.replica(), run.runId()),
        empty ? new Span(0, 0) : new Span(marks.startNs(), marks.endNs()),
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
            FindingKind.PASSES_INCOMPLETE
                .saying(incomplete, run.tally().account().incomplete())
                .with("passes", incomplete)
                .with("calls", run.tally().account().incomplete()));
  }

  private static Optional<Finding> misaligned(RunProgress run) {
    long passes = run.marks().misaligned();
    return passes == 0
        ? Optional.empty()
        : Optional.of(FindingKind.PASSES_MISALIGNED.saying(passes).with("passes", passes));
  }

  private static WindowReport report(
      ReplicaLedger ledger,
      Subject subject,
      Span span,
      Account account,
      PassCounts passes,
      List<Integer> ranks,
      Judgement judgement,
      List<Finding> findings) {
    return new WindowReport(
        subject,
        ledger.against().map(Served::by).orElse(Served.UNKNOWN),
        span,
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
