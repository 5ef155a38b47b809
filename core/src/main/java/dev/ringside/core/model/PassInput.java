package dev.ringside.core.model;

import dev.ringside.core.account.Phase;

/**
 * What a forward pass is given.
 *
 * @param tokens T̂, tokens of one data-parallel rank after padding; −1 if not known, and so are the
 *     sizes that follow from it
 * @param rows R, rows for which logits are computed; −1 if not known: logits are then not asked for
 * @param phase decides what context parallelism does; nothing else depends on it
 */
public record PassInput(long tokens, long rows, Phase phase) {

  public PassInput(long tokens, long rows) {
    this(tokens, rows, Phase.UNKNOWN);
  }
}
