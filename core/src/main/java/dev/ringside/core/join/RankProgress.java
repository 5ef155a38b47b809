package dev.ringside.core.join;

import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.stream.RankSlice;

/**
 * How far one rank of a run has come.
 *
 * @param runId the run the rank's passes are numbered in
 * @param offset added to the rank's own pass numbers, so that a restarted rank goes on in step
 * @param lastIndex the last pass delivered, offset included; −1 before the first
 * @param ended its end-of-stream batch has come
 * @param gap a batch of it is missing
 */
public record RankProgress(String runId, long offset, long lastIndex, boolean ended, boolean gap) {

  public static RankProgress starting(String runId, long offset) {
    return new RankProgress(runId, offset, -1, false, false);
  }

  public RankProgress after(RankSlice slice) {
    long last = lastIndex;
    for (PassBlock run : slice.passes()) {
      if (!run.isLoose()) {
        last = Math.max(last, run.endIndex() - 1 + offset);
      }
    }
    return new RankProgress(runId, offset, last, ended || slice.endOfStream(), gap || slice.gap());
  }
}
