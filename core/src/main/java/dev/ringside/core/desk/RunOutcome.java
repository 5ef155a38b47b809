package dev.ringside.core.desk;

import dev.ringside.core.deployment.Deployment;
import java.util.List;
import java.util.Optional;

/**
 * What the streams of a finished run looked like.
 *
 * @param against the deployment its passes were cut by last
 * @param ranks ranks that sent anything, ascending
 * @param completeRanks those of them whose stream is complete, ascending
 * @param startNs end of the earliest pass; 0 if there was none
 * @param endNs end of the latest pass; 0 if there was none
 * @param misaligned passes in which ranks disagree on T̂
 */
public record RunOutcome(
    Optional<Deployment> against,
    List<Integer> ranks,
    List<Integer> completeRanks,
    long startNs,
    long endNs,
    long misaligned) {

  public RunOutcome {
    ranks = List.copyOf(ranks);
    completeRanks = List.copyOf(completeRanks);
  }
}
