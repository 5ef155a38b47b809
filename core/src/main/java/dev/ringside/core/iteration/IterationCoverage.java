package dev.ringside.core.iteration;

import java.util.List;

/**
 * How passes rebuilt from calls and the engine's own list of them fit together.
 *
 * @param pairs each rebuilt pass with its iteration, in order
 * @param withoutIteration rebuilt passes of which the engine tells nothing: dummy passes, or
 *     records that were lost; indices into the passes
 * @param withoutCalls iterations of which no call was seen: their calls are invisible to the
 *     source; indices into the iterations
 */
public record IterationCoverage(
    List<Pair> pairs, List<Integer> withoutIteration, List<Integer> withoutCalls) {

  public IterationCoverage {
    pairs = List.copyOf(pairs);
    withoutIteration = List.copyOf(withoutIteration);
    withoutCalls = List.copyOf(withoutCalls);
  }

  /** Indices of a rebuilt pass and of its iteration. */
  public record Pair(int pass, int iteration) {}

  /** Share of the engine's passes of which calls were seen; 1 if it tells of none. */
  public double ofIterations() {
    return share(pairs.size(), withoutCalls.size());
  }

  /** Share of the rebuilt passes that the engine tells of; 1 if none was rebuilt. */
  public double ofPasses() {
    return share(pairs.size(), withoutIteration.size());
  }

  private static double share(int found, int missing) {
    return found + missing == 0 ? 1 : (double) found / (found + missing);
  }
}
