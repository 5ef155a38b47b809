package dev.ringside.schemas.iteration;

import dev.ringside.core.iteration.Iteration;
import java.util.List;

/**
 * Passes of one engine in the order in which they were told.
 *
 * @param sequence counts from 0 in the stream of {@link IterationOrigin}, without gaps
 * @param heartbeats records of an idle engine since the batch before
 * @param rejected damaged lines since the batch before
 * @param iterations all of the origin's worker and replica; all have a time, or none has
 */
public record IterationBatch(
    IterationOrigin origin,
    long sequence,
    long heartbeats,
    long rejected,
    List<Iteration> iterations) {

  public IterationBatch {
    iterations = List.copyOf(iterations);
    if (sequence < 0 || heartbeats < 0 || rejected < 0) {
      throw new IllegalArgumentException("a batch of iterations with a negative count");
    }
    for (Iteration one : iterations) {
      if (one.replica() != origin.replica() || !one.worker().equals(origin.worker())) {
        throw new IllegalArgumentException(
            "an iteration of %s/%d in a batch of %s/%d"
                .formatted(one.worker(), one.replica(), origin.worker(), origin.replica()));
      }
      if (isTimed(one) != isTimed(iterations.get(0))) {
        throw new IllegalArgumentException("iterations with and without a time in one batch");
      }
    }
  }

  private static boolean isTimed(Iteration iteration) {
    return iteration.endNs() != Iteration.UNKNOWN;
  }
}
