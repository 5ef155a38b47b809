package dev.ringside.core.collective;

import dev.ringside.core.batch.CallColumns;

/**
 * One rank's part in one collective, as an agent sees it. This is the readable form, for interfaces
 * and tests; hot paths keep calls in {@link CallColumns}.
 *
 * <p>A synchronising collective ends on all ranks together, so the late starter has the
 * <em>shortest</em> duration: a long duration contains waiting and does not show a slow rank.
 *
 * @param rank global rank that issued the call
 * @param sequence the source's number of the call in its communicator, or its position in the
 *     stream
 * @param startNs nanoseconds since the epoch, on the issuing host's clock
 * @param durationNs nanoseconds, never negative
 */
public record CollectiveCall(
    int rank, CallSignature signature, long sequence, long startNs, long durationNs) {

  public CollectiveCall {
    if (rank < 0 || durationNs < 0) {
      throw new IllegalArgumentException("rank %d, duration %d ns".formatted(rank, durationNs));
    }
  }

  public long endNs() {
    return startNs + durationNs;
  }
}
