package dev.ringside.simulator.record;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.Transport;
import dev.ringside.simulator.cluster.GroupCall;
import dev.ringside.simulator.cluster.Rank;
import java.util.List;

/**
 * Sees each call as it ends: all of them, or those that NCCL carries. To NCCL a gather is a receive
 * from each other rank on the first one, and a send on the others.
 */
public final class StreamRecorder extends RankRecorder {

  private final boolean ncclOnly;

  public StreamRecorder(RecorderPlace place, boolean ncclOnly) {
    super(place);
    this.ncclOnly = ncclOnly;
  }

  @Override
  void see(GroupCall call, int member, int id, long startNs, long endNs) {
    if (ncclOnly && !isNccl(call.transport())) {
      hide(1);
      return;
    }
    long start = clock().reads(startNs);
    if (ncclOnly && call.collective() == Collective.GATHER) {
      seeParts(call, member, start, endNs - startNs);
      return;
    }
    columns.add(id, start, endNs - startNs, number(call, false));
  }

  private void seeParts(GroupCall call, int member, long start, long durationNs) {
    Rank[] members = call.group().members();
    for (int peer = 0; peer < members.length; peer++) {
      if (peer != member && (member == 0 || peer == 0)) {
        CallSignature part = part(call.signature(member), member == 0, members[peer].number());
        columns.add(idOf(part), start, durationNs, number(call, false));
      }
    }
  }

  private CallSignature part(CallSignature whole, boolean receives, int peer) {
    return new CallSignature(
        new Communicator(whole.communicator().name(), 2, List.of(place.origin().rank(), peer)),
        receives ? Collective.RECV : Collective.SEND,
        whole.dataType(),
        whole.elements(),
        whole.transport(),
        whole.timing(),
        peer,
        whole.flags());
  }

  static boolean isNccl(Transport transport) {
    return transport == Transport.NCCL || transport == Transport.NCCL_SYMMETRIC;
  }

  @Override
  void gather(long nowNs, boolean last) {}

  @Override
  long forget() {
    return 0;
  }
}
