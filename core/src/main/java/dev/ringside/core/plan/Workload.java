package dev.ringside.core.plan;

/**
 * The requests of one replica: they arrive together and run to their full length, all of them in
 * each decode pass.
 *
 * @param promptTokens S_p of each request
 * @param outputTokens S_d of each request; prefill produces the first of them
 * @param batch B, requests
 * @param maxBatchedTokens tokens one pass may hold; longer prompts are cut into chunks
 */
public record Workload(long promptTokens, long outputTokens, long batch, long maxBatchedTokens) {

  /** vLLM's default on H100-class GPUs, {@code max_num_batched_tokens}. */
  public static final long DEFAULT_MAX_BATCHED_TOKENS = 8192;

  public Workload {
    if (promptTokens < 1 || outputTokens < 1 || batch < 1 || maxBatchedTokens < 1) {
      throw new IllegalArgumentException(
          "prompt tokens %d, output tokens %d, batch %d, tokens a pass %d: each must be at least 1"
              .formatted(promptTokens, outputTokens, batch, maxBatchedTokens));
    }
  }

  public static Workload of(long promptTokens, long outputTokens, long batch) {
    return new Workload(promptTokens, outputTokens, batch, DEFAULT_MAX_BATCHED_TOKENS);
  }

  /** B·(S_p + S_d − 1): the paper's volumes are linear in it. */
  public long rowsMoved() {
    return Math.multiplyExact(batch, promptTokens + outputTokens - 1);
  }
}
