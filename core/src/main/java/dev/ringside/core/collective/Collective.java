package dev.ringside.core.collective;

/**
 * An operation of a group of ranks, spelled as in NCCL and its tools.
 *
 * <p>Every constant knows how its <em>send elements</em> (what one rank puts in; for {@link #RECV},
 * what it takes out) become the message size of nccl-tests, and which share of that message each
 * rank must move over its links.
 *
 * <p>Source: nccl-tests, doc/PERFORMANCE.md and {@code src/*.cu:*GetBw}.
 */
public enum Collective {
  UNKNOWN("Unknown"),
  ALL_REDUCE("AllReduce"),
  ALL_GATHER("AllGather"),
  REDUCE_SCATTER("ReduceScatter"),
  BROADCAST("Broadcast"),
  REDUCE("Reduce"),
  ALL_TO_ALL("AllToAll"),
  GATHER("Gather"),
  SCATTER("Scatter"),
  SEND("Send"),
  RECV("Recv"),
  BARRIER("Barrier"),
  COALESCED("Coalesced");

  private final String label;

  Collective(String label) {
    this.label = label;
  }

  /** The spelling in reports and metric labels: {@code AllReduce}. */
  public String label() {
    return label;
  }

  /** True for {@link #SEND} and {@link #RECV}: two ranks, no rendezvous of a group. */
  public boolean isPointToPoint() {
    return this == SEND || this == RECV;
  }

  /**
   * Elements of the whole message in the nccl-tests sense.
   *
   * <p>AllGather and Gather put in a shard, so their message is {@code n} times as large; every
   * other collective's message is what one rank puts in.
   *
   * @throws ArithmeticException if the product exceeds 63 bits
   */
  public long messageElements(long sendElements, int ranks) {
    return this == ALL_GATHER || this == GATHER
        ? Math.multiplyExact(sendElements, (long) ranks)
        : sendElements;
  }

  /**
   * The share of a message each rank must move: AllReduce 2(n−1)/n; AllGather, ReduceScatter,
   * AllToAll, Gather, Scatter (n−1)/n; all others 1.
   *
   * @throws IllegalArgumentException if {@code ranks < 1}
   */
  public WireFactor wireFactor(int ranks) {
    if (ranks < 1) {
      throw new IllegalArgumentException("a group of %d ranks has no wire factor".formatted(ranks));
    }
    return switch (this) {
      case ALL_REDUCE -> new WireFactor(2L * (ranks - 1), ranks);
      case ALL_GATHER, REDUCE_SCATTER, ALL_TO_ALL, GATHER, SCATTER ->
          new WireFactor(ranks - 1L, ranks);
      default -> WireFactor.ONE;
    };
  }
}
