package dev.ringside.core.parallelism;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import java.util.List;
import java.util.Optional;

/**
 * The ranks that take part in a call, and wait for each other in it.
 *
 * @param size n, 0 if not known
 * @param ranks in ascending order, for point-to-point calls the sender before the receiver; empty
 *     if not known
 */
public record CommGroup(int size, List<Integer> ranks) {

  public static final CommGroup UNKNOWN = new CommGroup(0, List.of());

  /**
   * The group of a call of {@code rank}: the ranks its communicator names, else those the layout
   * gives it, else all ranks if there are as many as the communicator has.
   *
   * @param world all ranks of the job, empty if not known
   */
  public static CommGroup of(
      CallSignature signature, int rank, Optional<ParallelLayout> layout, List<Integer> world) {
    if (signature.collective().isPointToPoint()) {
      return pair(signature.collective(), rank, peer(signature, rank, layout));
    }
    Communicator communicator = signature.communicator();
    if (communicator.hasRanks()) {
      return new CommGroup(communicator.size(), communicator.ranks());
    }
    if (layout.isPresent()) {
      CommGroup group = byLayout(signature, rank, layout.get());
      if (group.size > 0 && (communicator.size() == 0 || communicator.size() == group.size)) {
        return group;
      }
    }
    return communicator.size() == world.size()
        ? new CommGroup(world.size(), world)
        : new CommGroup(communicator.size(), List.of());
  }

  private static CommGroup pair(Collective collective, int rank, int peer) {
    if (peer == CallSignature.NO_PEER || peer == rank) {
      return new CommGroup(2, List.of());
    }
    return new CommGroup(
        2, collective == Collective.SEND ? List.of(rank, peer) : List.of(peer, rank));
  }

  /**
   * The peer that the source names; without one, a send goes to the pipeline's next stage and a
   * receive comes from the stage before.
   */
  private static int peer(CallSignature signature, int rank, Optional<ParallelLayout> known) {
    if (signature.peer() != CallSignature.NO_PEER || known.isEmpty()) {
      return signature.peer();
    }
    ParallelLayout layout = known.get();
    int stage = layout.stageOf(rank) + (signature.collective() == Collective.SEND ? 1 : -1);
    return stage < 0 || stage >= layout.pipeline()
        ? CallSignature.NO_PEER
        : layout.ranksOfLane(layout.replicaOf(rank), layout.laneOf(rank)).get(stage);
  }

  private static CommGroup byLayout(CallSignature signature, int rank, ParallelLayout layout) {
    Parallelism parallelism = new GroupClassifier(layout, rank).classify(signature);
    int replica = layout.replicaOf(rank);
    return switch (parallelism) {
      case TP -> of(layout.ranksOfStage(replica, layout.stageOf(rank)));
      case PP -> of(layout.ranksOfLane(replica, layout.laneOf(rank)));
      case WORLD -> of(layout.ranksOfReplica(replica));
      default -> UNKNOWN;
    };
  }

  private static CommGroup of(List<Integer> ranks) {
    return new CommGroup(ranks.size(), ranks);
  }
}
