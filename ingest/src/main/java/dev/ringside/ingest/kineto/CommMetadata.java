package dev.ringside.ingest.kineto;

import dev.ringside.core.collective.Collective;
import dev.ringside.ingest.naming.TorchCollectives;

/**
 * What torch.distributed wrote about one call: on its {@code record_param_comms} host event, and in
 * newer releases on the kernel itself. {@link #ABSENT} stands for a number that was not there.
 *
 * @param collectiveName torch's word, empty if absent
 * @param dtype c10's word, empty if absent
 * @param inElements elements one rank puts in: for an all-gather its shard
 * @param outElements elements one rank takes out
 * @param groupName process group name or id, empty if absent
 * @param groupRanks {@code "[0, 1]"}; ends in {@code ", ...]"} where torch cut it off
 * @param rankStart first global rank of a regular group
 * @param rankStride step between its global ranks
 * @param groupPeer of a send or receive, as an index into the group
 * @param globalPeer of a send or receive, as a global rank
 */
record CommMetadata(
    String collectiveName,
    String dtype,
    long inElements,
    long outElements,
    int groupSize,
    String groupName,
    String groupRanks,
    int rankStart,
    int rankStride,
    int groupPeer,
    int globalPeer) {

  static final int ABSENT = -1;

  static final CommMetadata NONE =
      new CommMetadata("", "", ABSENT, ABSENT, ABSENT, "", "", ABSENT, ABSENT, ABSENT, ABSENT);

  boolean describesCall() {
    return !collectiveName.isEmpty();
  }

  /** A record of somebody waiting for a call: it describes no transfer. */
  boolean isWait() {
    return collectiveName.equals("wait");
  }

  Collective collective() {
    return TorchCollectives.of(collectiveName);
  }

  /** What one rank puts in (for Recv, takes out); {@link #ABSENT} if the record does not say. */
  long elementsOf(Collective collective) {
    return switch (collective) {
      case RECV -> outElements > 0 ? outElements : inElements;
      case BARRIER -> 0;
      case COALESCED, UNKNOWN -> inElements > 0 ? inElements : ABSENT;
      default -> inElements;
    };
  }
}
