package dev.ringside.core.advise;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.plan.Plan;

/**
 * One layout with its predicted figures.
 *
 * @param plan of the fullest replica
 * @param memoryBytes weights and KV cache on the fullest GPU
 * @param memoryLimitBytes what a GPU can give to them
 * @param ttft until the last of the requests, which come at once, has its first token
 * @param tpot from one output token to the next
 * @param wireBytes what all ranks move for all requests
 * @param concurrency requests that run together on the whole cluster
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

  /** True if weights and KV cache of the asked concurrency fit. */
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
