package dev.ringside.core.iteration;

/**
 * Steps of a rank of which its calls show other numbers than the engine told.
 *
 * @param steps how many
 * @param first the first of them
 * @param firstEndNs when its calls ended
 */
public record DifferentSteps(long steps, StepDifference first, long firstEndNs) {

  /** Those of both, {@code later} seen after these. */
  public DifferentSteps plus(DifferentSteps later) {
    return new DifferentSteps(steps + later.steps, first, firstEndNs);
  }

  /** The same, where {@code passes} of the rank came before its pass 0. */
  public DifferentSteps after(long passes) {
    StepDifference at =
        new StepDifference(first.pass() + passes, first.told(), first.tokens(), first.rows());
    return new DifferentSteps(steps, at, firstEndNs);
  }
}
