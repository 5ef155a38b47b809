package dev.ringside.ingest.naming;

import dev.ringside.core.collective.Collective;

/** What NCCL's functions do, by their names without {@code nccl}: in its logs and NVTX ranges. */
public final class NcclFunctions {

  private NcclFunctions() {}

  /** True for one that all ranks of a communicator call, and that Ringside knows. */
  public static boolean isCollective(String function) {
    Collective collective = collective(function);
    return collective != Collective.UNKNOWN && !collective.isPointToPoint();
  }

  /** UNKNOWN for other functions, such as PutSignal. */
  public static Collective collective(String function) {
    return switch (function) {
      case "AllReduce" -> Collective.ALL_REDUCE;
      case "AllGather" -> Collective.ALL_GATHER;
      case "ReduceScatter" -> Collective.REDUCE_SCATTER;
      case "Broadcast", "Bcast" -> Collective.BROADCAST;
      case "Reduce" -> Collective.REDUCE;
      case "AlltoAll", "AllToAll" -> Collective.ALL_TO_ALL;
      case "Gather" -> Collective.GATHER;
      case "Scatter" -> Collective.SCATTER;
      case "Send" -> Collective.SEND;
      case "Recv" -> Collective.RECV;
      default -> Collective.UNKNOWN;
    };
  }
}
