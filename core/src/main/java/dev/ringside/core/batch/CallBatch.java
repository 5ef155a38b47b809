package dev.ringside.core.batch;

import dev.ringside.core.progress.Progress;

/**
 * Calls of one rank as they travel: the unit on the wire.
 *
 * @param signatures those that {@code calls} refers to, and no others
 * @param calls in the order the agent gave them
 * @param progress what the rank says of itself besides
 */
public record CallBatch(
    BatchHeader header, SignatureTable signatures, CallColumns calls, Progress progress) {

  /** A batch that says no more than its calls. */
  public CallBatch(BatchHeader header, SignatureTable signatures, CallColumns calls) {
    this(header, signatures, calls, Progress.NONE);
  }
}
