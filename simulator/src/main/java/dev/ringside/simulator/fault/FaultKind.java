package dev.ringside.simulator.fault;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What can happen, and what its severity means. Two of them are no faults: a monitor that calls
 * them one is wrong.
 *
 * <p>Source of the kinds: failures of production clusters, as collected from issue trackers of
 * vLLM, SGLang, NCCL and their users.
 */
public enum FaultKind {
  /** A rank computes so many times slower. */
  SLOW_RANK(2, 1, 1000),
  /** A rank's link carries so many times fewer bytes a second; a ring waits for it. */
  SLOW_LINK(4, 1, 1000),
  /** No peer access: every collective of the node goes over PCIe, by NCCL. */
  NVLINK_TO_PCIE(1, 1, 1),
  /** A tensor group lies on two nodes: every collective crosses the network, by NCCL. */
  CROSS_NODE_TP(1, 1, 1),
  /** The engine's own all-reduce kernels are off: NCCL carries what they did. */
  CUSTOM_ALL_REDUCE_LOST(1, 1, 1),
  /** The engine's own all-reduce kernel takes what NCCL carried, of up to 8 MiB. */
  CUSTOM_ALL_REDUCE_GAINED(1, 1, 1),
  /** So many more all-reduces a layer. */
  EXTRA_COLLECTIVES(1, 1, 16),
  /** Every all-reduce of activations becomes reduce-scatter and all-gather. */
  OP_FLIP(1, 1, 1),
  /** So many times as many tokens on the wire as were scheduled. */
  PADDING_BLOW_UP(4, 1, 64),
  /** Logits travel as FP32. */
  LOGITS_FP32(1, 1, 1),
  /** Every tensor rank hands over whole tensors, and nothing is put together again. */
  PP_SLICING_LOST(1, 1, 1),
  /** So many layers of a stage are held by the next one instead (the last: by the one before). */
  WRONG_LAYER_SPLIT(1, 1, 1000),
  /** One rank never arrives at a collective; the others wait for it. */
  HANG_MISSING_RANK(1, 1, 1),
  /** All arrive at a collective and its kernel never ends. */
  HANG_STUCK_KERNEL(1, 1, 1),
  /** One rank skips a collective and waits in the next one, the others in this one. */
  HANG_DESYNC(1, 1, 1),
  /** A rank's process dies; the others wait for it. */
  DEAD_RANK(1, 1, 1),
  /** Nothing is asked for. No fault. */
  IDLE_SERVER(1, 1, 1),
  /** So many times as many requests come. No fault. */
  LOAD_SHIFT(3, 0, 1000),
  /** A host's agent is dead: its ranks make calls that are not seen. */
  TELEMETRY_GAP(1, 1, 1),
  /** A host's clock is so many seconds ahead (or, negative, behind). */
  CLOCK_JUMP(30, -86_400, 86_400),
  /** A share of the batches is lost on its way. */
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

  /** The least severity that makes sense. */
  public double leastSeverity() {
    return least;
  }

  public double mostSeverity() {
    return most;
  }

  /** False for what a server lives through every day. */
  public boolean isFault() {
    return this != IDLE_SERVER && this != LOAD_SHIFT;
  }

  /** True if one rank, and only one, is to blame. */
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
