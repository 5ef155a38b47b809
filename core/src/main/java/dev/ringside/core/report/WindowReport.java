package dev.ringside.core.report;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.EngineAccount;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.series.RunningTotals;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Expected against observed of one replica, over one event-time window or one whole run.
 *
 * @param ranks ranks seen, ascending
 * @param coverage ranks with a complete stream over all ranks of the layout, 0 to 1
 * @param callCoverage of the calls that the recorded ranks must make, the share that the recording
 *     shows or would show, 0 to 1: without those that another library carries unseen; absent if no
 *     call is expected
 * @param totals the replica since it was first seen, this report included
 * @param told what the engine itself tells of its passes, absent if none does
 */
public record WindowReport(
    Subject subject,
    Served served,
    Span span,
    Account account,
    PassCounts passes,
    List<Integer> ranks,
    double coverage,
    OptionalDouble callCoverage,
    List<ReportRow> rows,
    List<Finding> findings,
    Verdict verdict,
    RunningTotals totals,
    Optional<EngineAccount> told) {

  /** What the report's time span is. */
  public enum Scope {
    UNKNOWN,
    WINDOW,
    RUN
  }

  /**
   * What a report is about.
   *
   * @param scope whether the span is a window or that of a finished run
   * @param deployment name, empty for calls that name none
   * @param runId the run that ended, empty for a window
   */
  public record Subject(Scope scope, String deployment, int replica, String runId) {

    public Subject {
      Bound.NAME_BYTES.require(deployment, "deployment");
      Bound.NAME_BYTES.require(runId, "runId");
    }

    public static Subject window(String deployment, int replica) {
      return new Subject(Scope.WINDOW, deployment, replica, "");
    }

    public static Subject run(String deployment, int replica, String runId) {
      return new Subject(Scope.RUN, deployment, replica, runId);
    }
  }

  /**
   * What is served, and by what; empty without a deployment.
   *
   * @param modelName e.g. {@code llama-3.1-8b}
   * @param engine e.g. {@code vllm}
   */
  public record Served(String modelName, String engine, Optional<ParallelLayout> layout) {

    public static final Served UNKNOWN = new Served("", "", Optional.empty());

    public Served {
      Bound.NAME_BYTES.require(modelName, "model");
      Bound.NAME_BYTES.require(engine, "engine");
    }

    public static Served by(Deployment deployment) {
      return new Served(
          deployment.model().name(), deployment.engine().label(), Optional.of(deployment.layout()));
    }
  }

  /** Event time from {@code startNs}, inclusive, to {@code endNs}, exclusive; since 1970. */
  public record Span(long startNs, long endNs) {

    public static Span of(long startNs, long lengthNs) {
      return new Span(startNs, startNs + lengthNs);
    }
  }

  public WindowReport {
    ranks = List.copyOf(ranks);
    rows = List.copyOf(rows);
    findings = List.copyOf(findings);
  }

  /** A report of a replica whose engine tells nothing. */
  public WindowReport(
      Subject subject,
      Served served,
      Span span,
      Account account,
      PassCounts passes,
      List<Integer> ranks,
      double coverage,
      OptionalDouble callCoverage,
      List<ReportRow> rows,
      List<Finding> findings,
      Verdict verdict,
      RunningTotals totals) {
    this(
        subject,
        served,
        span,
        account,
        passes,
        ranks,
        coverage,
        callCoverage,
        rows,
        findings,
        verdict,
        totals,
        Optional.empty());
  }

  /** The same report with what the engine tells. */
  public WindowReport telling(EngineAccount engine) {
    return with(findings, Optional.of(engine));
  }

  /** The same report with more to read. */
  public WindowReport noting(List<Finding> more) {
    return more.isEmpty()
        ? this
        : with(Stream.concat(findings.stream(), more.stream()).toList(), told);
  }

  /** The same report with other findings. */
  public WindowReport finding(List<Finding> others) {
    return with(others, told);
  }

  private WindowReport with(List<Finding> others, Optional<EngineAccount> engine) {
    return new WindowReport(
        subject,
        served,
        span,
        account,
        passes,
        ranks,
        coverage,
        callCoverage,
        rows,
        others,
        verdict,
        totals,
        engine);
  }

  /**
   * What the expected calls rest on, as a word of {@code core.family.Evidence}; empty if they were
   * read in the engine's code or counted in a run of it.
   */
  public Optional<String> evidence() {
    return findings.stream()
        .filter(finding -> finding.kind().equals(FindingKind.MODEL_ASSUMED.label()))
        .map(finding -> finding.evidence().getOrDefault("evidence", ""))
        .findFirst();
  }

  public Scope scope() {
    return subject.scope();
  }

  public String deployment() {
    return subject.deployment();
  }

  public int replica() {
    return subject.replica();
  }

  public String runId() {
    return subject.runId();
  }

  public String modelName() {
    return served.modelName();
  }

  public String engine() {
    return served.engine();
  }

  public Optional<ParallelLayout> layout() {
    return served.layout();
  }

  public long startNs() {
    return span.startNs();
  }

  public long endNs() {
    return span.endNs();
  }
}
