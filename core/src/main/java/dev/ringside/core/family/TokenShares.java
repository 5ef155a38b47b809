package dev.ringside.core.family;

import java.util.Arrays;

/**
 * How the ranks of a tensor group share out the tokens of experts that replicas share, in vLLM.
 *
 * <p>Source: vLLM {@code config/parallel.py:use_sequence_parallel_moe}; {@code deepseek_v2.py},
 * {@code qwen3_next.py}, {@code qwen3_moe.py}.
 */
public enum TokenShares {
  /**
   * In layers with experts attention's sum is scattered, and gathered before the next attention.
   */
  SCATTERED_WITH_EXPERTS("@scattered-with-experts"),
  /** The same in all layers, from the embedding on. */
  SCATTERED_IN_ALL("@scattered-in-all"),
  /** Every rank brings all of its replica's tokens. */
  NOT_SHARED_OUT("@not-shared-out"),
  /** Ranks take their share of whole tokens, and gather once an expert layer. */
  GATHERED("");

  private final String group;

  TokenShares(String group) {
    this.group = group;
  }

  /**
   * @param latent what families that are in no group do if their attention is latent, as
   *     DeepSeek's; descriptions older than families name none
   */
  public static TokenShares of(String architecture, boolean latent) {
    FamilyTable table = FamilyTable.bundled();
    return Arrays.stream(values())
        .filter(form -> table.isOfGroup(form.group, architecture))
        .findFirst()
        .orElse(latent && !table.knows(architecture) ? SCATTERED_WITH_EXPERTS : GATHERED);
  }
}
