package dev.ringside.core.pass;

import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.model.PassInput;

/**
 * Passes that must communicate alike: same phase and same sizes.
 *
 * @param sizes T̂ and R, each −1 if not visible, and what else sizes follow from
 */
public record PassShape(PhaseRule phase, StepSizes sizes) {

  public PassShape(PhaseRule phase, long tokens, long rows) {
    this(phase, new StepSizes(tokens, rows));
  }

  public long tokens() {
    return sizes.tokens();
  }

  public long rows() {
    return sizes.rows();
  }

  /** The shape as the closed forms ask for it. */
  public PassInput input() {
    return new PassInput(sizes, phase.phase());
  }
}
