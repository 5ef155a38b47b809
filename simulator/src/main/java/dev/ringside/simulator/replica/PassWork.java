package dev.ringside.simulator.replica;

import dev.ringside.simulator.schedule.Batch;

/**
 * One replica's part in one forward pass.
 *
 * @param batch what was scheduled; empty for a dummy
 * @param decode one token a sequence (and its drafted ones), no prompts
 * @param tokens T̂, tokens on the wire
 * @param rows R, rows of logits
 * @param drafts T̂ of each pass of the drafting model that follows
 * @param replayed the pass is a CUDA graph's replay
 * @param together with the other replicas of attention in its tensor group
 */
@SuppressWarnings("ArrayRecordComponent") // Inner parts of a cell, never compared.
public record PassWork(
    Batch batch,
    boolean decode,
    long tokens,
    long rows,
    long[] drafts,
    boolean replayed,
    Together together) {

  public PassWork(
      Batch batch, boolean decode, long tokens, long rows, long[] drafts, boolean replayed) {
    this(batch, decode, tokens, rows, drafts, replayed, Together.ALONE);
  }

  /** True if it only keeps other replicas company. */
  public boolean isDummy() {
    return batch.isEmpty();
  }

  /**
   * Tokens that one rank computes: its share where ranks hold parts of a prompt.
   *
   * @param contexts ranks that share a prompt; 1 if none do
   */
  public long ownTokens(int contexts) {
    return decode ? tokens : (tokens + contexts - 1) / contexts;
  }
}
