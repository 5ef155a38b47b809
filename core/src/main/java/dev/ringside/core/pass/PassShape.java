package dev.ringside.core.pass;

import dev.ringside.core.model.PassInput;

/**
 * Passes that must communicate alike: same phase, same T̂, same R.
 *
 * @param tokens T̂, −1 if not visible
 * @param rows R, −1 if not visible
 */
public record PassShape(PhaseRule phase, long tokens, long rows) {

  /** The shape as the closed forms ask for it. */
  public PassInput input() {
    return new PassInput(tokens, rows, phase.phase());
  }
}
