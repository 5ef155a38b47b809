package dev.ringside.simulator.replica;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.simulator.cluster.Group;
import dev.ringside.simulator.cluster.GroupCall;
import dev.ringside.simulator.cluster.GroupKind;
import dev.ringside.simulator.cluster.Rank;
import dev.ringside.simulator.cluster.Witness;
import java.util.ArrayList;
import java.util.List;

/** A tensor group on one host whose calls are written down, each rank's for itself. */
final class RecordedGroup {

  /** What one rank's agent sees of a call. */
  record Seen(CallSignature signature, long startNs, long endNs) {}

  final List<List<Seen>> seen = new ArrayList<>();
  final Group group;

  RecordedGroup(int ranks) {
    List<Rank> members = new ArrayList<>();
    for (int rank = 0; rank < ranks; rank++) {
      List<Seen> ofRank = new ArrayList<>();
      seen.add(ofRank);
      members.add(new Rank(rank, 0, 0, rank, 0, new WrittenDown(ofRank)));
    }
    group = new Group(GroupKind.TENSOR, members, "tp:0");
  }

  private record WrittenDown(List<Seen> calls) implements Witness {

    @Override
    public int edition() {
      return 1;
    }

    @Override
    public int idOf(CallSignature signature) {
      return 0;
    }

    @Override
    public void record(GroupCall call, int member, int id, long startNs, long endNs) {
      calls.add(new Seen(call.signature(member), startNs, endNs));
    }
  }

  Rank rank(int rank) {
    return group.members()[rank];
  }

  GroupCall call(Collective collective, long elements) {
    return group.call(collective, DataType.BFLOAT16, elements, Transport.NCCL, false);
  }

  /** The last call that {@code rank} made. */
  Seen last(int rank) {
    return seen.get(rank).get(seen.get(rank).size() - 1);
  }
}
