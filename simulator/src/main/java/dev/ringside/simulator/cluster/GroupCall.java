package dev.ringside.simulator.cluster;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;

/**
 * One kind of call of one group: what each member's agent would record of it.
 *
 * <p>Caches the ids that the members' dictionaries gave it, until a dictionary starts a new edition.
 */
public final class GroupCall {

  private final Group group;
  private final Collective collective;
  private final CallSignature[] signatures;
  private final double bytes;
  private final int[] ids;
  private final int[] editions;

  GroupCall(Group group, Collective collective, CallSignature[] signatures, double bytes) {
    this.group = group;
    this.collective = collective;
    this.signatures = signatures;
    this.bytes = bytes;
    this.ids = new int[signatures.length];
    this.editions = new int[signatures.length];
  }

  public Group group() {
    return group;
  }

  /** Send stands for the pair of Send and Recv. */
  public Collective collective() {
    return collective;
  }

  public Transport transport() {
    return signatures[0].transport();
  }

  public CallSignature signature(int member) {
    return signatures[member];
  }

  /** The message in the nccl-tests sense. */
  public double bytes() {
    return bytes;
  }

  /** Has the {@code member}-th rank's agent see the call. */
  public void record(int member, long startNs, long endNs) {
    Witness witness = group.members()[member].witness();
    if (editions[member] != witness.edition()) {
      ids[member] = witness.idOf(signatures[member]);
      editions[member] = witness.edition();
    }
    witness.record(this, member, ids[member], startNs, endNs);
  }
}
