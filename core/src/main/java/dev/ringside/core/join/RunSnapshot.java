package dev.ringside.core.join;

import dev.ringside.core.align.Held;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.desk.RunRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run's part of a join, for checkpoints.
 *
 * @param against the deployment its passes are cut by
 * @param ranks how far each rank has come
 * @param waiting passes that wait for other ranks, rank by rank in order
 * @param unplaced passes of which it is not known yet which of the replica's they are, rank by rank
 */
public record RunSnapshot(
    RunRef run,
    Marks marks,
    Optional<Deployment> against,
    Map<Integer, RankProgress.Snapshot> ranks,
    List<Held> waiting,
    List<Held> unplaced) {

  /**
   * Where a run stands.
   *
   * @param frontier the first pass that is not joined yet
   * @param wholeUntilNs up to here every rank has come; the least of all times before the first
   *     pass that all have
   * @param misaligned passes in which ranks disagreed on T̂
   * @param doubtful passes since the ranks were last put in step in which they disagree on T̂
   * @param loose true if what came last was in no pass
   * @param startNs end of the earliest pass; the greatest of all times before the first
   * @param endNs end of the latest pass
   */
  public record Marks(
      long frontier,
      long wholeUntilNs,
      long misaligned,
      int doubtful,
      boolean loose,
      long startNs,
      long endNs) {}
}
