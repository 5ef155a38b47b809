package dev.ringside.core.advise;

import java.util.List;

/**
 * All layouts, best first, and why the others are not.
 *
 * @param ranked those that fit, best first, each with what it loses to the best by; the best's is
 *     empty
 * @param refused those that do not fit, each with the reason
 * @param unknowns what the advice does not know, a sentence each
 */
public record Advice(Goal goal, List<Judged> ranked, List<Judged> refused, List<String> unknowns) {

  /** A layout and why it lost. */
  public record Judged(Candidate candidate, String reason) {}

  public Advice {
    ranked = List.copyOf(ranked);
    refused = List.copyOf(refused);
    unknowns = List.copyOf(unknowns);
  }
}
