package dev.ringside.simulator.play;

import dev.ringside.simulator.schedule.Batch;

/**
 * One replica's part in one forward pass.
 *
 * @param batch what was scheduled; empty for a dummy that only keeps other replicas company
 * @param decode one token a sequence (and its drafted ones), no prompts
 * @param tokens T̂, tokens on the wire
 * @param rows R, rows of logits
 * @param drafts T̂ of each pass of the drafting model that follows
 * @param replayed the pass is a CUDA graph's replay
 */
@SuppressWarnings("ArrayRecordComponent") // Inner parts of a cell, never compared.
record PassWork(
    Batch batch, boolean decode, long tokens, long rows, long[] drafts, boolean replayed) {

  boolean isDummy() {
    return batch.isEmpty();
  }
}
