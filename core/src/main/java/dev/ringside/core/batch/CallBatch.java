package dev.ringside.core.batch;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.progress.Progress;
import java.util.List;

/**
 * Calls of one rank as they travel: the unit on the wire.
 *
 * @param signatures those that {@code calls} refers to, and no others
 * @param calls in the order the agent gave them
 * @param progress what the rank says of itself besides
 * @param steps what the engine itself wrote about steps of the rank, in the order in which they
 *     began, each with end and duration on the calls' clock
 */
public record CallBatch(
    BatchHeader header,
    SignatureTable signatures,
    CallColumns calls,
    Progress progress,
    List<Iteration> steps) {

  public CallBatch {
    steps = List.copyOf(steps);
    Bound.TOLD_STEPS.require(steps.size(), "batch");
  }

  /** A batch that says no more than its calls. */
  public CallBatch(BatchHeader header, SignatureTable signatures, CallColumns calls) {
    this(header, signatures, calls, Progress.NONE, List.of());
  }
}
