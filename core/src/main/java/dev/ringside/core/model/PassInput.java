package dev.ringside.core.model;

import dev.ringside.core.account.Phase;
import dev.ringside.core.grammar.StepSizes;

/**
 * What a forward pass is given.
 *
 * @param sizes T̂ of one data-parallel rank after padding, R and what else the sizes of its calls
 *     follow from; what is not known of them makes sizes that are not known, and without R no
 *     logits are asked for
 * @param phase decides what context parallelism does; nothing else depends on it
 */
public record PassInput(StepSizes sizes, Phase phase) {

  public PassInput(long tokens, long rows) {
    this(tokens, rows, Phase.UNKNOWN);
  }

  public PassInput(long tokens, long rows, Phase phase) {
    this(new StepSizes(tokens, rows), phase);
  }

  public long tokens() {
    return sizes.tokens();
  }

  public long rows() {
    return sizes.rows();
  }
}
