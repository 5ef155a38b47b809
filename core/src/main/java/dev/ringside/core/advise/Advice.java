package dev.ringside.core.advise;

import java.util.List;

/**
 * All layouts, best first, and why the others are not.
 *
 * @param ranked those that fit, best first, each with what it loses to the best by; the best's is
 *     empty
 * @param refused those that cannot be used, each with the reason
 * @param unknowns what the advice does not know, a sentence each
 */
public record Advice(Goal goal, List<Ranked> ranked, List<Refused> refused, List<String> unknowns) {

  /** A layout that works, and why it is not the best. */
  public record Ranked(Candidate candidate, String reason) {}

  /** A layout that does not work, and why. */
  public record Refused(LayoutChoice layout, String reason) {}

  public Advice {
    ranked = List.copyOf(ranked);
    refused = List.copyOf(refused);
    unknowns = List.copyOf(unknowns);
  }
}
