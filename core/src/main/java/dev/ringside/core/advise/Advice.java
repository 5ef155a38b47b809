package dev.ringside.core.advise;

import java.util.List;

/**
 * All layouts: the ranked ones, and those that cannot be used.
 *
 * @param ranked best first
 * @param unknowns what the advice does not take into account, one sentence each
 */
public record Advice(Goal goal, List<Ranked> ranked, List<Refused> refused, List<String> unknowns) {

  /** A layout that works, and why it is not the best; the best has an empty reason. */
  public record Ranked(Candidate candidate, String reason) {}

  /** A layout that does not work, and why. */
  public record Refused(LayoutChoice layout, String reason) {}

  public Advice {
    ranked = List.copyOf(ranked);
    refused = List.copyOf(refused);
    unknowns = List.copyOf(unknowns);
  }
}
