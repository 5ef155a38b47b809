package dev.ringside.core.verdict;

import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import java.util.ArrayList;
import java.util.List;

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

  private static Finding evidence(Finding finding, EnginePasses passes) {
    return finding
        .with("told", passes.told())
        .with("joined", passes.joined())
        .with("without_calls", passes.withoutCalls())
        .with("untold", passes.untold())
        .with("skipped_numbers", passes.skipped());
  }
}
