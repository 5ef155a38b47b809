package dev.ringside.core.advise;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.plan.Plan;

/**
 * One layout with its predicted figures.
 *
 * @param plan plan of the replica with the most requests
 * @param memoryBytes weights and KV cache on the fullest GPU
 * @param memoryLimitBytes memory of a GPU that is usable for them
 * @param ttft time from the arrival of all requests at once to the first token of the last one
 * @param tpot time from one output token to the next
 * @param wireBytes bytes that all ranks move for all requests
 * @param concurrency requests that run at the same time on the whole cluster
 */
public record Candidate(
    LayoutChoice layout,
    Plan plan,
    double memoryBytes,
    double memoryLimitBytes,
    PhaseTime ttft,
    PhaseTime tpot,
    long wireBytes,
    long concurrency) {

  public Deployment deployment() {
    return plan.deployment();
  }

  /** True if the weights, and the KV cache of {@code concurrency} requests, fit. */
  public boolean fits() {
    return memoryBytes <= memoryLimitBytes;
  }

  /** True if every path of the plan has a cost. */
  public boolean isTimed() {
    return ttft.isKnown() && tpot.isKnown();
  }

  /** Output tokens per second of all replicas, decode alone; NaN if not timed. */
  public double tokensPerSecond() {
    return concurrency / tpot.seconds();
  }
}
