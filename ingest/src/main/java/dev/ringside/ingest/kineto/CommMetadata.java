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
 * @param peer the other end of a send or receive
 */
record CommMetadata(
    String collectiveName,
    String dtype,
    long inElements,
    long outElements,
    Group group,
    Peer peer) {

  /**
   * The process group of a call.
   *
   * @param name or id, empty if absent
   * @param ranks {@code "[0, 1]"}; ends in {@code ", ...]"} where torch cut it off
   * @param rankStart first global rank of a regular group
   * @param rankStride step between its global ranks
   */
  record Group(String name, int size, String ranks, int rankStart, int rankStride) {

    static final Group NONE = new Group("", ABSENT, "", ABSENT, ABSENT);
  }

  /**
   * The other end of a send or receive.
   *
   * @param inGroup as an index into the group
   * @param global as a global rank
   */
  record Peer(int inGroup, int global) {

    static final Peer NONE = new Peer(ABSENT, ABSENT);
  }

  static final int ABSENT = -1;

  static final CommMetadata NONE = new CommMetadata("", "", ABSENT, ABSENT, Group.NONE, Peer.NONE);

  boolean describesCall() {
    return !collectiveName.isEmpty();
  }

  /** True for a record of waiting for a call, which describes no transfer. */
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
