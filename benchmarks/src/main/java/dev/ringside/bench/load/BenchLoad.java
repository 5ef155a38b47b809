package dev.ringside.bench.load;

import dev.ringside.core.deployment.Deployment;
import java.util.List;

/**
 * A stream of calls of some deployments, as their agents would batch it. The same load always makes
 * the same calls; time goes on from one call of {@link #passes} to the next.
 */
public interface BenchLoad {

  /** What the calls belong to: a job holds them against these. */
  List<Deployment> deployments();

  /** Ranks of all deployments together. */
  int ranks();

  /** Calls that one rank makes in one forward pass. */
  int callsAPass();

  /** Passes that go into one batch. */
  int passesABatch();

  /**
   * The next {@code count} passes of every rank, batches of all ranks in the order of time.
   *
   * @throws Exception whatever the taker throws
   */
  void passes(int count, BatchTaker taker) throws Exception;

  /** Nothing is called for so long. */
  void silence(long ns);

  /** Begins a load of some shape at {@code startNs}, whole ticks. */
  @FunctionalInterface
  interface Maker {
    BenchLoad make(LoadShape shape, String runId, long startNs) throws Exception;
  }

  /** Takes what a rank's agent would send; the columns are reused, so nothing of them is kept. */
  @FunctionalInterface
  interface BatchTaker {
    void take(RankBatch batch) throws Exception;
  }
}
