package dev.ringside.core.assembly;

import dev.ringside.core.parallelism.ParallelLayout;

/** The kind of call at which a rank's pass ends, by its place in the layout. */
enum PassEnd {
  /** t ≥ 2, last stage: the logits. */
  LOGITS,
  /** Not the last stage: the k-th Send. */
  LAST_SEND,
  /** t = 1, last stage: the k-th Recv, for nothing after it communicates. */
  LAST_RECV,
  /** One rank alone: there is nothing to end at. */
  NEVER;

  static PassEnd of(ParallelLayout layout, int rank) {
    if (!layout.isLastStage(layout.stageOf(rank))) {
      return LAST_SEND;
    }
    if (layout.tensor() > 1) {
      return LOGITS;
    }
    return layout.pipeline() > 1 ? LAST_RECV : NEVER;
  }
}
