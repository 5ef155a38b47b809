package dev.ringside.ingest.calibration;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.parallelism.GroupClassifier;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.parallelism.Parallelism;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The ranks that a call waits for.
 *
 * @param size n, 0 if not known
 * @param ranks sender and receiver of a point-to-point call in this order, else ascending; empty if
 *     not known
 */
record CallGroup(int size, List<Integer> ranks) {

  static final CallGroup UNKNOWN = new CallGroup(0, List.of());

  /** By what the source names of the communicator, else by the deployment's layout. */
  static CallGroup of(
      CallSignature signature, int rank, Optional<Deployment> deployment, List<Integer> world) {
    if (signature.collective().isPointToPoint()) {
      return pair(signature.collective(), rank, peer(signature, rank, deployment));
    }
    Communicator communicator = signature.communicator();
    if (communicator.hasRanks()) {
      return new CallGroup(communicator.size(), communicator.ranks());
    }
    if (deployment.isPresent()) {
      CallGroup group = byLayout(signature, rank, deployment.get().layout());
      if (group.size > 0 && (communicator.size() == 0 || communicator.size() == group.size)) {
        return group;
      }
    }
    return communicator.size() == world.size()
        ? new CallGroup(world.size(), world)
        : new CallGroup(communicator.size(), List.of());
  }

  private static CallGroup pair(Collective collective, int rank, int peer) {
    if (peer == CallSignature.NO_PEER || peer == rank) {
      return new CallGroup(2, List.of());
    }
    return new CallGroup(
        2, collective == Collective.SEND ? List.of(rank, peer) : List.of(peer, rank));
  }

  /**
   * As the source says; else a send goes to the pipeline's next stage, and a receive is from the
   * one before.
   */
  private static int peer(CallSignature signature, int rank, Optional<Deployment> deployment) {
    if (signature.peer() != CallSignature.NO_PEER || deployment.isEmpty()) {
      return signature.peer();
    }
    ParallelLayout layout = deployment.get().layout();
    int stage = layout.stageOf(rank) + (signature.collective() == Collective.SEND ? 1 : -1);
    return stage < 0 || stage >= layout.pipeline()
        ? CallSignature.NO_PEER
        : layout.ranksOfLane(layout.replicaOf(rank), layout.laneOf(rank)).get(stage);
  }

  private static CallGroup byLayout(CallSignature signature, int rank, ParallelLayout layout) {
    Parallelism parallelism = new GroupClassifier(layout, rank).classify(signature);
    int replica = layout.replicaOf(rank);
    return switch (parallelism) {
      case TP -> of(layout.ranksOfStage(replica, layout.stageOf(rank)));
      case PP -> of(layout.ranksOfLane(replica, layout.laneOf(rank)));
      case WORLD ->
          of(
              IntStream.range(0, layout.ranksPerReplica())
                  .map(one -> replica * layout.ranksPerReplica() + one)
                  .boxed()
                  .toList());
      default -> UNKNOWN;
    };
  }

  private static CallGroup of(List<Integer> ranks) {
    return new CallGroup(ranks.size(), ranks);
  }
}
