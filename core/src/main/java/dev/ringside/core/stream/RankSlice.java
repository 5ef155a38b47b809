package dev.ringside.core.stream;

import dev.ringside.core.account.Account;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.pass.PassBlock;
import java.util.List;
import java.util.Optional;

/**
 * What one batch of one rank came to: the passes it completed and where its calls went. The only
 * thing that crosses from the ranks' streams to their replica.
 *
 * @param runRanks all ranks the run publishes, if it said so; empty for a live agent
 * @param against the deployment the passes were cut by; absent if the batch names none
 * @param endOfStream the rank sends nothing after this
 * @param gap a batch before this one never came
 * @param account observed, duplicate, rejected and dead-lettered; incomplete: calls of an earlier
 *     run that is forgotten, observed in its slices; the rest is the replica's to fill
 */
public record RankSlice(
    String deployment,
    int replica,
    int rank,
    String runId,
    List<Integer> runRanks,
    Optional<Deployment> against,
    boolean endOfStream,
    boolean gap,
    List<PassBlock> passes,
    Account account) {

  public RankSlice {
    runRanks = List.copyOf(runRanks);
    passes = List.copyOf(passes);
  }

  /** True if the run said which ranks it publishes, so that it can be known to be over. */
  public boolean isDeclaredRun() {
    return !runRanks.isEmpty();
  }

  /** True if it only says that something came again. */
  public boolean isRepeat() {
    return passes.isEmpty() && !endOfStream && account.observed() == account.duplicate();
  }
}
