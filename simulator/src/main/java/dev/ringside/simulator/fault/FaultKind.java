package dev.ringside.simulator.fault;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What can happen to a deployment, and what its severity means. Two of the kinds are not faults: a
 * monitor that reports them as one is wrong.
 *
 * <p>Source of the kinds: failures of production clusters, as collected from issue trackers of
 * vLLM, SGLang, NCCL and their users.
 */
public enum FaultKind {
  /** A rank computes that many times slower. */
  SLOW_RANK(2, 1, 1000),
  /** A rank's link carries that many times fewer bytes a second; the ring waits for it. */
  SLOW_LINK(4, 1, 1000),
  /** No peer access: every collective of the node goes over PCIe, by NCCL. */
  NVLINK_TO_PCIE(1, 1, 1),
  /** A tensor group lies on two nodes: every collective crosses the network, by NCCL. */
  CROSS_NODE_TP(1, 1, 1),
  /** The engine's own all-reduce kernels are off: NCCL carries what they did. */
  CUSTOM_ALL_REDUCE_LOST(1, 1, 1),
  /** The engine's own all-reduce kernel takes what NCCL carried, of up to 8 MiB. */
  CUSTOM_ALL_REDUCE_GAINED(1, 1, 1),
  /** That many more all-reduces in each layer. */
  EXTRA_COLLECTIVES(1, 1, 16),
  /**
   * Ranks that share out tokens tell by the number of rows whether they have all of them: a pass of
   * one token is never gathered (vllm#50691).
   */
  LAYOUT_GUESSED(1, 1, 1),
  /**
   * Layers without experts sum over ranks that hold different tokens, as if they held the same
   * (vllm#58061).
   */
  DIFFERENT_TOKENS_SUMMED(1, 1, 1),
  /** Experts that replicas share bring whole sums back, and the tensor group sums them again. */
  EXPERTS_SUMMED_TWICE(1, 1, 1),
  /** Each layer of the encoder of pictures sums its feed-forward half again. */
  ENCODER_SUMMED_TWICE(1, 1, 1),
  /** Each layer of the drafting model sums its feed-forward half again. */
  DRAFT_SUMMED_TWICE(1, 1, 1),
  /** Every all-reduce of activations becomes reduce-scatter and all-gather. */
  OP_FLIP(1, 1, 1),
  /** That many times the scheduled tokens on the wire. */
  PADDING_BLOW_UP(4, 1, 64),
  /** Logits travel as FP32. */
  LOGITS_FP32(1, 1, 1),
  /** Every tensor rank hands over whole tensors, and no all-gather follows. */
  PP_SLICING_LOST(1, 1, 1),
  /**
   * That many layers of a stage are on the next one instead (of the last stage: on the one before).
   */
  WRONG_LAYER_SPLIT(1, 1, 1000),
  /** One rank never arrives at a collective; the others wait for it. */
  HANG_MISSING_RANK(1, 1, 1),
  /** All arrive at a collective and its kernel never ends. */
  HANG_STUCK_KERNEL(1, 1, 1),
  /** One rank skips a collective and waits in the next one, the others in this one. */
  HANG_DESYNC(1, 1, 1),
  /** A rank's process dies; the others wait for it. */
  DEAD_RANK(1, 1, 1),
  /** No request arrives. Not a fault. */
  IDLE_SERVER(1, 1, 1),
  /** That many times as many requests arrive. Not a fault. */
  LOAD_SHIFT(3, 0, 1000),
  /** A host's agent is dead: calls are made and not recorded. */
  TELEMETRY_GAP(1, 1, 1),
  /** A host's clock is that many seconds ahead (if negative, behind). */
  CLOCK_JUMP(30, -86_400, 86_400),
  /** A share of the batches is lost in transit. */
  LOST_RECORDS(0.1, 0, 1);

  private final double defaultSeverity;
  private final double least;
  private final double most;

  FaultKind(double defaultSeverity, double least, double most) {
    this.defaultSeverity = defaultSeverity;
    this.least = least;
    this.most = most;
  }

  /** {@code slow-rank}: the word in scenarios and truth files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<FaultKind> ofLabel(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findFirst();
  }

  public static String labels() {
    return Arrays.stream(values()).map(FaultKind::label).collect(Collectors.joining(", "));
  }

  public double defaultSeverity() {
    return defaultSeverity;
  }

  /** The smallest severity that makes sense. */
  public double leastSeverity() {
    return least;
  }

  public double mostSeverity() {
    return most;
  }

  /** False for normal changes of load. */
  public boolean isFault() {
    return this != IDLE_SERVER && this != LOAD_SHIFT;
  }

  /** True if the culprit must be a single rank. */
  public boolean needsRank() {
    return switch (this) {
      case SLOW_RANK, SLOW_LINK, HANG_MISSING_RANK, HANG_DESYNC, DEAD_RANK -> true;
      default -> false;
    };
  }

  /** True if it stops the replica. */
  public boolean hangs() {
    return switch (this) {
      case HANG_MISSING_RANK, HANG_STUCK_KERNEL, HANG_DESYNC, DEAD_RANK -> true;
      default -> false;
    };
  }
}
