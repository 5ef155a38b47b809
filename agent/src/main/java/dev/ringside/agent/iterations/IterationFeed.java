package dev.ringside.agent.iterations;

import dev.ringside.agent.delivery.Outlet;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.schemas.iteration.IterationBatch;
import dev.ringside.schemas.iteration.IterationBatchCodec;
import dev.ringside.schemas.iteration.IterationOrigin;
import dev.ringside.schemas.topic.IterationKey;
import java.util.ArrayList;
import java.util.List;

/** The passes of one engine process until they are in a batch. */
final class IterationFeed {

  /** About 120 KB: far below what a record may have. */
  private static final int MOST_IN_BATCH = 10_000;

  private final List<Iteration> held = new ArrayList<>();
  private long heartbeats;
  private long rejected;
  private long nextSequence;

  void add(Iteration iteration) {
    held.add(iteration);
  }

  void heartbeat() {
    heartbeats++;
  }

  void reject() {
    rejected++;
  }

  long nextSequence() {
    return nextSequence;
  }

  void resume(long sequence) {
    nextSequence = sequence;
  }

  /** Puts all that it has into batches of the open group. */
  void stage(IterationOrigin origin, Outlet outlet) {
    int from = 0;
    while (from < held.size() || heartbeats + rejected > 0) {
      int to = Math.min(held.size(), from + MOST_IN_BATCH);
      IterationBatch batch =
          new IterationBatch(origin, nextSequence, heartbeats, rejected, held.subList(from, to));
      nextSequence++;
      heartbeats = 0;
      rejected = 0;
      outlet.stage(
          new IterationKey(origin.deployment(), origin.replica()),
          IterationBatchCodec.encode(batch),
          0);
      from = to;
    }
    held.clear();
  }
}
