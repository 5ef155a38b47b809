package dev.ringside.core.fabric;

import dev.ringside.core.collective.Collective;

/**
 * NCCL's own latency tables, by which it chooses an algorithm. Real latencies are usually lower;
 * the tables serve where nothing was measured.
 *
 * <p>{@code ring = base + (steps − inter)·intra + inter·net}, steps 2(n−1) for AllReduce, n−1 for
 * AllGather and ReduceScatter, of which {@code inter} cross nodes: 2(N−1) and N−1. Over several
 * nodes a hop inside one costs at least the network's overhead (1 µs on Intel hosts; three times
 * that for Simple). {@code tree = base + 2((g−1)·intra + log₂N·net)} for N nodes of g ranks.
 *
 * <p>Source: NCCL 2.30.7, src/graph/tuning.cc (baseLat, hwLat, getNetOverhead). Seconds.
 */
public final class NcclPrior {

  private NcclPrior() {}

  /** A protocol's row in NCCL's tables, microseconds. */
  public enum Protocol {
    LL(6.6, 6.8, 0.6, 0.6, 2.7, 5.0, 1),
    LL128(14, 14, 1.9, 1.25, 4.0, 8.5, 1),
    SIMPLE(8.4, 8.4, 3.4, 4.0, 14, 14, 3);

    private final double ringBase;
    private final double treeBase;
    private final double ringHop;
    private final double treeHop;
    private final double ringNet;
    private final double treeNet;
    private final double netOverhead;

    Protocol(
        double ringBase,
        double treeBase,
        double ringHop,
        double treeHop,
        double ringNet,
        double treeNet,
        double netOverhead) {
      this.ringBase = ringBase;
      this.treeBase = treeBase;
      this.ringHop = ringHop;
      this.treeHop = treeHop;
      this.ringNet = ringNet;
      this.treeNet = treeNet;
      this.netOverhead = netOverhead;
    }
  }

  /** Latency of a ring over {@code nodes} nodes of {@code ranksPerNode} NVLink ranks. */
  public static double ringSeconds(
      Collective collective, Protocol protocol, int nodes, int ranksPerNode) {
    int ranks = nodes * ranksPerNode;
    int rounds = collective == Collective.ALL_REDUCE ? 2 : 1;
    int steps = rounds * (ranks - 1);
    int crossing = rounds * (nodes - 1);
    double hop = nodes > 1 ? Math.max(protocol.ringHop, protocol.netOverhead) : protocol.ringHop;
    double micros = protocol.ringBase + (steps - crossing) * hop + crossing * protocol.ringNet;
    return micros * 1e-6;
  }

  /** Latency of a double binary tree AllReduce. */
  public static double treeSeconds(Protocol protocol, int nodes, int ranksPerNode) {
    double depth = Math.log(nodes) / Math.log(2);
    double micros =
        protocol.treeBase + 2 * ((ranksPerNode - 1) * protocol.treeHop + depth * protocol.treeNet);
    return micros * 1e-6;
  }
}
