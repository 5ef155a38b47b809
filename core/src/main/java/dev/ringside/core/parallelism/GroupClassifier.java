package dev.ringside.core.parallelism;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import java.util.List;

/**
 * Finds the parallelism that a call of one rank belongs to.
 *
 * <p>By member ranks if the source names them (TP = this rank's stage, or those of it that run
 * attention for the same requests, PP = two or more stages of its lane). Otherwise by the
 * collective: point-to-point calls are the pipeline's, others the tensor group's. The name of a
 * communicator is never used, because vLLM calls nearly all of them {@code undefined}.
 */
public final class GroupClassifier {

  private final ParallelLayout layout;
  private final int rank;
  private final int attention;

  public GroupClassifier(ParallelLayout layout, int rank) {
    this(layout, rank, layout.tensor());
  }

  /**
   * @param attention ranks of the stage that run attention for the same requests: each so many
   *     lanes, one after the other
   */
  public GroupClassifier(ParallelLayout layout, int rank, int attention) {
    this.layout = layout;
    this.rank = rank;
    this.attention = attention;
  }

  public Parallelism classify(CallSignature signature) {
    List<Integer> members = signature.communicator().ranks();
    if (signature.collective().isPointToPoint()) {
      return pointToPoint(signature);
    }
    return members.isEmpty() ? byCollective(signature) : byMembers(members);
  }

  /**
   * True if the call names this rank among ranks that are not its tensor group. One that does not
   * name it counts ranks in another way, as each replica of an engine may for itself: that says
   * nothing.
   */
  public boolean isWithOthers(CallSignature signature) {
    List<Integer> members = signature.communicator().ranks();
    return !signature.collective().isPointToPoint()
        && members.contains(rank)
        && !(layout.tensor() > 1 && isStage(members));
  }

  private Parallelism pointToPoint(CallSignature signature) {
    int peer = signature.peer();
    if (peer != CallSignature.NO_PEER && !sameLane(peer)) {
      return Parallelism.UNKNOWN;
    }
    return layout.pipeline() > 1 ? Parallelism.PP : Parallelism.UNKNOWN;
  }

  private boolean sameLane(int peer) {
    return peer >= 0
        && layout.laneOf(peer) == layout.laneOf(rank)
        && layout.replicaOf(peer) == layout.replicaOf(rank);
  }

  private Parallelism byCollective(CallSignature signature) {
    if (signature.communicator().size() == layout.ranksPerReplica() && !pureGroup()) {
      return Parallelism.WORLD;
    }
    if (layout.tensor() > 1 && signature.collective() != Collective.UNKNOWN) {
      return Parallelism.TP;
    }
    return layout.pipeline() > 1 ? Parallelism.PP : Parallelism.UNKNOWN;
  }

  /** With t = 1 or p = 1 the whole replica is the pipeline or the tensor group. */
  private boolean pureGroup() {
    return layout.tensor() == 1 || layout.pipeline() == 1;
  }

  /**
   * Counts first, and makes no list to compare with: a stage may have very many ranks, and each of
   * them asks this for each signature.
   */
  private boolean isStage(List<Integer> members) {
    int lane = layout.laneOf(rank);
    return isRun(members, rank - lane, layout.tensor())
        || (attention < layout.tensor() && isRun(members, rank - lane % attention, attention));
  }

  private static boolean isRun(List<Integer> members, int first, int size) {
    if (members.size() != size) {
      return false;
    }
    for (int i = size - 1; i >= 0; i--) {
      if (members.get(i) != first + i) {
        return false;
      }
    }
    return true;
  }

  private Parallelism byMembers(List<Integer> members) {
    if (layout.tensor() > 1 && isStage(members)) {
      return Parallelism.TP;
    }
    if (members.size() > 1 && members.stream().allMatch(this::sameLane)) {
      return Parallelism.PP;
    }
    return members.size() == layout.ranksPerReplica() ? Parallelism.WORLD : Parallelism.UNKNOWN;
  }
}
