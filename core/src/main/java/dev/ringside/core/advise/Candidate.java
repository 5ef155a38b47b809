package dev.ringside.core.advise;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.plan.Plan;
import dev.ringside.core.plan.Workload;
import dev.ringside.core.report.Phase;

/**
 * One layout with its predicted figures.
 *
 * @param memoryBytes weights and KV cache on the fullest GPU
 * @param memoryLimitBytes what a GPU can give to them
 * @param computePrefillSeconds roofline of one prefill
 * @param computeDecodeSeconds roofline of one decode pass
 */
public record Candidate(
    Deployment deployment,
    Plan plan,
    double memoryBytes,
    double memoryLimitBytes,
    double computePrefillSeconds,
    double computeDecodeSeconds) {

  /** True if weights and KV cache of the asked concurrency fit. */
  public boolean fits() {
    return memoryBytes <= memoryLimitBytes;
  }

  /** Seconds of communication until the first token. */
  public double commPrefillSeconds() {
    return plan.seconds(Phase.PREFILL).orElse(Double.NaN);
  }

  /** Seconds of communication for one output token. */
  public double commDecodeSeconds() {
    return plan.decodePasses() == 0
        ? 0
        : plan.seconds(Phase.DECODE).orElse(Double.NaN) / plan.decodePasses();
  }

  /** True if every path of the plan has a cost. */
  public boolean isTimed() {
    return plan.seconds(Phase.PREFILL).isPresent() && plan.seconds(Phase.DECODE).isPresent();
  }

  public double ttftSeconds() {
    return computePrefillSeconds + commPrefillSeconds();
  }

  public double tpotSeconds() {
    return computeDecodeSeconds + commDecodeSeconds();
  }

  /** Output tokens per second of all replicas, decode alone. */
  public double tokensPerSecond() {
    Workload workload = plan.workload();
    return workload.batch() * deployment.layout().data() / tpotSeconds();
  }

  public long wireBytesOfCluster() {
    return plan.wireBytesOfCluster();
  }
}
