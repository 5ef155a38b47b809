package dev.ringside.core.join;

import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.stream.RankEvent.Slice;

/**
 * How far one rank of a run has come.
 *
 * @param runId the run the rank's passes are numbered in
 * @param offset added to the rank's own pass numbers, so that a restarted rank goes on in step
 * @param lastIndex the last pass delivered, offset included; −1 before the first
 * @param ended true once its end-of-stream batch has come
 * @param gap true if a batch of it is missing
 */
public record RankProgress(String runId, long offset, long lastIndex, boolean ended, boolean gap) {

  public static RankProgress starting(String runId, long offset) {
    return new RankProgress(runId, offset, -1, false, false);
  }

  public RankProgress after(Slice slice) {
    long last = lastIndex;
    for (PassBlock block : slice.passes()) {
      if (!block.isLoose()) {
        last = Math.max(last, block.endIndex() - 1 + offset);
      }
    }
    return new RankProgress(runId, offset, last, ended || slice.endOfStream(), gap || slice.gap());
  }

  boolean hasNoPass() {
    return lastIndex < 0;
  }

  /** True if it ended without a gap and at most one pass before {@code longest}. */
  boolean isComplete(long longest) {
    return ended && !gap && lastIndex >= longest - 1;
  }
}
