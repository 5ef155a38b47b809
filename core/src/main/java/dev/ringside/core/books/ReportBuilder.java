package dev.ringside.core.books;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.EngineAccount;
import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.account.RejectReason;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.desk.ReplicaEvent;
import dev.ringside.core.desk.RunOutcome;
import dev.ringside.core.desk.RunRef;
import dev.ringside.core.explain.Since;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.report.Culprit;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Served;
import dev.ringside.core.report.WindowReport.Span;
import dev.ringside.core.report.WindowReport.Subject;
import dev.ringside.core.verdict.EngineFindings;
import dev.ringside.core.verdict.Judgement;
import dev.ringside.core.verdict.TunedCarriers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;

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

  private record Counted(Account account, PassCounts passes, List<Integer> ranks, long arrived) {}

  /**
   * Live agents report, and nothing happens; absent if too few of them do: then nothing is known.
   */
  Optional<WindowReport> ofIdle(ReplicaEvent.Idle idle, long arrived) {
    Judgement seen = judge(totals.against(), new Observation(), idle.ranks());
    Judgement judgement =
        new Judgement(
            List.of(), seen.findings(), seen.coverage(), OptionalDouble.empty(), Verdict.IDLE);
    return seen.coverage() < settings.coverageFloor()
        ? Optional.empty()
        : Optional.of(presence(idle.windowNs(), arrived, judgement));
  }

  WindowReport ofGone(ReplicaEvent.Gone gone, long arrived) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(gone.silentNs());
    Finding finding =
        FindingKind.AGENTS_GONE
            .saying(gone.ranks(), seconds)
            .ofRanks(gone.ranks())
            .by(Culprit.ranks(gone.ranks()))
            .with("silent_seconds", seconds);
    return presence(gone.windowNs(), arrived, saying(finding, Verdict.GONE));
  }

  WindowReport ofHung(ReplicaEvent.Hung hung, long arrived) {
    return presence(hung.windowNs(), arrived, saying(PresenceFindings.of(hung), Verdict.HUNG));
  }

  /**
   * @param deaf with a window
   */
  WindowReport ofDeaf(ReplicaEvent.Deaf deaf, long arrived) {
    return presence(
        deaf.windowNs().orElseThrow(), arrived, saying(PresenceFindings.of(deaf), Verdict.DEAF));
  }

  private static Judgement saying(Finding finding, Verdict verdict) {
    return new Judgement(List.of(), List.of(finding), 0, OptionalDouble.empty(), verdict);
  }

  /** The engine ran passes in a window in which no call was seen. */
  WindowReport ofUnseen(ReplicaEvent.EngineTold told, long arrived) {
    Judgement judgement =
        new Judgement(
            List.of(),
            EngineFindings.of(told.passes()),
            0,
            OptionalDouble.empty(),
            Verdict.INSUFFICIENT);
    return presence(told.windowNs(), arrived, judgement)
        .telling(new EngineAccount(told.passes(), totals.told()));
  }

  private WindowReport presence(long windowNs, long arrived, Judgement judgement) {
    return report(
        Subject.window(deployment, replica),
        new Span(windowNs, settings.windows().endOf(windowNs)),
        new Counted(totals.unreported(), PassCounts.NONE, List.of(), arrived),
        judgement,
        judgement.findings());
  }

  /**
   * @param deaf ranks of which nothing is seen: why too little is
   */
  WindowReport ofWindow(WindowBooks window, long arrived, Optional<ReplicaEvent.Deaf> deaf) {
    Observation seen = window.posted();
    List<Integer> ranks = seen.ranks();
    List<Integer> complete =
        ranks.stream().filter(rank -> !window.incomplete().contains(rank)).toList();
    long end = settings.windows().endOf(window.startNs());
    Judgement judged = judge(totals.against(), seen, complete);
    Judgement judgement =
        judged.verdict() == Verdict.INSUFFICIENT
            ? deaf.map(noticed -> because(noticed, judged)).orElse(judged)
            : judged;
    Account account = Account.windowed(seen.calls()).plus(totals.unreported());
    List<Finding> findings = new ArrayList<>(totals.watch().dated(judgement.findings()));
    totals
        .against()
        .map(Deployment::layout)
        .map(layout -> totals.waits().ofWindow(layout, replica, window.startNs(), end))
        .ifPresent(findings::addAll);
    totals
        .against()
        .ifPresent(on -> findings.addAll(totals.watch().tuned(TunedCarriers.of(on, seen))));
    refused(account).ifPresent(findings::add);
    WindowReport report =
        report(
                Subject.window(deployment, replica),
                new Span(window.startNs(), end),
                new Counted(account, seen.passCounts(), ranks, arrived),
                judgement,
                findings)
            .noting(EngineFindings.of(window.told()))
            .noting(EngineFindings.differing(window.different()).stream().toList());
    return totals.told().equals(EnginePasses.NONE)
        ? report
        : report.telling(new EngineAccount(window.told(), totals.told()));
  }

  private static Judgement because(ReplicaEvent.Deaf deaf, Judgement judged) {
    List<Finding> findings = new ArrayList<>(judged.findings());
    findings.add(PresenceFindings.of(deaf));
    return new Judgement(
        judged.rows(), findings, judged.coverage(), judged.callCoverage(), Verdict.DEAF);
  }

  WindowReport ofRun(RunRef run, RunBooks books, RunOutcome outcome, long arrived) {
    Account account = books.account().account();
    PassCounts passes = books.account().passes();
    Since since = Since.after(outcome.startNs());
    Judgement judgement =
        judge(outcome.against(), books.observation(), outcome.completeRanks(), since);
    List<Finding> findings = new ArrayList<>(totals.watch().placed(judgement.findings()));
    outcome
        .against()
        .map(Deployment::layout)
        .map(layout -> WaitWatch.ofRun(layout, replica, books.observation().waits(), since))
        .ifPresent(findings::addAll);
    books.calls().lateComers().forEach(one -> findings.add(WaitFindings.of(one, since)));
    cutOff(passes.incomplete(), account.incomplete()).ifPresent(findings::add);
    refused(account).ifPresent(findings::add);
    misaligned(outcome.misaligned()).ifPresent(findings::add);
    return report(
        Subject.run(deployment, replica, run.runId()),
        new Span(outcome.startNs(), outcome.endNs()),
        new Counted(account, passes, outcome.ranks(), arrived),
        judgement,
        findings);
  }

  private Judgement judge(
      Optional<Deployment> against, Observation seen, List<Integer> completeRanks) {
    return judge(against, seen, completeRanks, Since.CLOCK);
  }

  private Judgement judge(
      Optional<Deployment> against, Observation seen, List<Integer> completeRanks, Since since) {
    return Judgement.of(
        against,
        seen,
        replica,
        completeRanks,
        settings.coverageFloor(),
        since,
        totals.watch().sights());
  }

  private static Optional<Finding> cutOff(long passes, long calls) {
    return passes == 0
        ? Optional.empty()
        : Optional.of(
            FindingKind.PASSES_INCOMPLETE
                .saying(passes, calls)
                .with("passes", passes)
                .with("calls", calls));
  }

  /** What readers and agents refused. What the job refuses shows in the account. */
  private static Optional<Finding> refused(Account account) {
    long events = 0;
    StringJoiner reasons = new StringJoiner(", ");
    for (Map.Entry<String, Long> reason : account.rejected().entrySet()) {
      if (RejectReason.isOfAgent(reason.getKey())) {
        events += reason.getValue();
        reasons.add(reason.getKey() + " " + reason.getValue());
      }
    }
    return events == 0
        ? Optional.empty()
        : Optional.of(
            FindingKind.CALLS_REFUSED
                .saying(events, reasons)
                .with("events", events)
                .with("reasons", reasons));
  }

  private static Optional<Finding> misaligned(long passes) {
    return passes == 0
        ? Optional.empty()
        : Optional.of(FindingKind.PASSES_MISALIGNED.saying(passes).with("passes", passes));
  }

  private WindowReport report(
      Subject subject, Span span, Counted counted, Judgement judgement, List<Finding> findings) {
    return new WindowReport(
        subject,
        totals.against().map(Served::by).orElse(Served.UNKNOWN),
        span,
        counted.account(),
        counted.passes(),
        counted.ranks(),
        judgement.coverage(),
        judgement.callCoverage(),
        judgement.rows(),
        findings,
        judgement.verdict(),
        totals.running().arrived(counted.arrived()));
  }
}
