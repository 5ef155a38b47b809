package dev.ringside.core.verdict;

import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.iteration.DifferentSteps;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.iteration.StepDifference;
import dev.ringside.core.iteration.ToldTally;
import dev.ringside.core.report.Culprit;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import dev.ringside.core.routing.EngineVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Where the engine's own list of passes and the calls disagree, in words. */
public final class EngineFindings {

  private EngineFindings() {}

  public static List<Finding> of(EnginePasses passes) {
    List<Finding> findings = new ArrayList<>();
    if (passes.withoutCalls() > 0) {
      findings.add(
          evidence(
              FindingKind.PASSES_WITHOUT_CALLS.saying(
                  passes.told(),
                  passes.seen(),
                  passes.withoutCalls(),
                  passes.unseenTokens(),
                  passes.unseenRows()),
              passes));
    }
    if (passes.untold() > 0) {
      findings.add(
          evidence(
              FindingKind.PASSES_NOT_TOLD.saying(passes.untold(), passes.seen(), passes.skipped()),
              passes));
    }
    return findings;
  }

  /**
   * The same of what engines wrote beside the calls of each rank; a finding names the first rank
   * and pass that it is about.
   *
   * @param byRank of the ranks of which something was told
   */
  public static List<Finding> of(SortedMap<Integer, ToldTally> byRank) {
    List<Finding> findings = new ArrayList<>();
    SortedMap<Integer, DifferentSteps> different = new TreeMap<>();
    byRank.forEach((rank, tally) -> tally.different().ifPresent(one -> different.put(rank, one)));
    differing(different).ifPresent(findings::add);
    SortedMap<Integer, ToldTally> uneven =
        those(byRank, tally -> tally.passes().withoutCalls() + tally.passes().untold() > 0);
    if (!uneven.isEmpty()) {
      int rank = uneven.firstKey();
      for (Finding finding : of(uneven.get(rank).passes())) {
        findings.add(
            at(uneven.get(rank), finding).ofRanks(List.copyOf(uneven.keySet())).with("rank", rank));
      }
    }
    return findings;
  }

  private static SortedMap<Integer, ToldTally> those(
      SortedMap<Integer, ToldTally> byRank, Predicate<ToldTally> wanted) {
    SortedMap<Integer, ToldTally> some = new TreeMap<>(byRank);
    some.values().removeIf(wanted.negate());
    return some;
  }

  private static Finding at(ToldTally tally, Finding finding) {
    if (finding.kind().equals(FindingKind.PASSES_WITHOUT_CALLS.label())) {
      return finding.with("pass", tally.firstWithoutCalls().orElseThrow().pass());
    }
    return finding.with("pass", tally.firstUntold().orElseThrow());
  }

  /**
   * Steps of which calls show other numbers than the engine told.
   *
   * @param byRank of the ranks that have such steps
   */
  public static Optional<Finding> differing(SortedMap<Integer, DifferentSteps> byRank) {
    if (byRank.isEmpty()) {
      return Optional.empty();
    }
    int rank = byRank.firstKey();
    StepDifference first = byRank.get(rank).first();
    Iteration told = first.told();
    long passes = byRank.values().stream().mapToLong(DifferentSteps::steps).sum();
    String rows = first.rows() > 0 ? " and " + counted(first.rows(), "logits row") : "";
    return Optional.of(
        FindingKind.STEP_TOLD_OTHERWISE
            .saying(
                rank,
                first.pass(),
                tokens(told.tokens(true)),
                counted(told.logitRows(), "request"),
                tokens(first.tokens()) + rows,
                counted(passes, "step"),
                counted(byRank.size(), "rank"))
            .ofRanks(List.copyOf(byRank.keySet()))
            .with("rank", rank)
            .with("pass", first.pass())
            .with("told_tokens", told.tokens(true))
            .with("told_requests", told.logitRows())
            .with("seen_tokens", first.tokens())
            .with("seen_rows", first.rows())
            .with("passes", passes));
  }

  private static String tokens(long tokens) {
    return tokens < 0 ? "an unknown number of tokens" : counted(tokens, "token");
  }

  private static String counted(long number, String of) {
    return number == 1 ? "1 " + of : "%d %ss".formatted(number, of);
  }

  /**
   * A recording that was made by another release than the deployment names, or by another engine.
   *
   * @param engine as a deployment names it
   * @param version as it was written; empty if it was not
   */
  public static Optional<Finding> ofVersion(
      Deployment deployment, String engine, String version, List<Integer> ranks) {
    String ours = deployment.engine().label();
    String expected = deployment.options().engineVersion();
    // vLLM's first engine writes no less and no more than its second one.
    boolean sameEngine = ours.equals(engine) || ours.startsWith(engine + "-");
    return sameEngine && isSameRelease(expected, version)
        ? Optional.empty()
        : Optional.of(
            FindingKind.ENGINE_VERSION_DIFFERS
                .saying((ours + " " + expected).strip(), (engine + " " + version).strip())
                .ofRanks(ranks)
                .by(Culprit.of(Culprit.Type.ENGINE, (engine + " " + version).strip()))
                .with("deployment_engine", ours)
                .with("deployment_version", expected)
                .with("recorded_engine", engine)
                .with("recorded_version", version));
  }

  /** A release that is not named, or not by a number, is not another one. */
  private static boolean isSameRelease(String expected, String version) {
    EngineVersion ours = release(expected);
    EngineVersion theirs = release(version);
    return ours.equals(EngineVersion.LATEST)
        || theirs.equals(EngineVersion.LATEST)
        || ours.equals(theirs);
  }

  private static EngineVersion release(String version) {
    try {
      return EngineVersion.parse(version);
    } catch (IllegalArgumentException e) {
      return EngineVersion.LATEST;
    }
  }

  private static Finding evidence(Finding finding, EnginePasses passes) {
    return finding
        .with("told", passes.told())
        .with("joined", passes.joined())
        .with("without_calls", passes.withoutCalls())
        .with("untold", passes.untold())
        .with("skipped_numbers", passes.skipped());
  }
}
