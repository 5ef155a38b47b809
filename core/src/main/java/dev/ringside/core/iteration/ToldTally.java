package dev.ringside.core.iteration;

import dev.ringside.core.account.EnginePasses;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an engine's record of the steps of one rank comes to beside the rank's calls.
 *
 * @param passes steps without empty ones, joined with whole passes
 * @param different steps that calls show too, with other numbers
 * @param firstWithoutCalls the first step of which no call was seen
 * @param firstUntold number of the first whole pass of which nothing is told
 */
public record ToldTally(
    EnginePasses passes,
    Optional<DifferentSteps> different,
    Optional<StepDifference> firstWithoutCalls,
    OptionalLong firstUntold) {

  public static final ToldTally NONE = agreeing(EnginePasses.NONE);

  /** Both sides say the same. */
  public static ToldTally agreeing(EnginePasses passes) {
    return new ToldTally(passes, Optional.empty(), Optional.empty(), OptionalLong.empty());
  }

  /** True if both sides say the same of all steps. */
  public boolean isAgreeing() {
    return different.isEmpty() && passes.withoutCalls() + passes.untold() == 0;
  }
}
