package dev.ringside.core.deployment;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How tokens of data-parallel ranks reach the experts on other ranks, and their results return:
 * vLLM's {@code --all2all-backend}.
 */
public enum AllToAll {
  /** All-gather of the tokens, reduce-scatter of the results: NCCL. */
  ALLGATHER_REDUCESCATTER,
  /**
   * Each rank in turn broadcasts its tokens; one all-reduce returns the results. In vLLM until
   * 0.19.
   */
  NAIVE,
  /** DeepEP's high-throughput kernels: each token goes once to each destination rank. */
  DEEPEP_HIGH_THROUGHPUT,
  /**
   * DeepEP's low-latency kernels: each token goes once to each expert, as FP8, and returns as BF16.
   */
  DEEPEP_LOW_LATENCY;

  /** True if its own kernels exchange the tokens, so that a hook in NCCL does not see them. */
  public boolean isKernel() {
    return this == DEEPEP_HIGH_THROUGHPUT || this == DEEPEP_LOW_LATENCY;
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<AllToAll> ofLabel(String label) {
    return Arrays.stream(values()).filter(way -> way.label().equals(label)).findFirst();
  }

  public static String labels() {
    return Arrays.stream(values()).map(AllToAll::label).collect(Collectors.joining(", "));
  }
}
