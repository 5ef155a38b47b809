package dev.ringside.ingest.inspector.process;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.ingest.inspector.JobRanks;
import dev.ringside.ingest.inspector.Membership;
import dev.ringside.ingest.inspector.line.InspectorRecord;
import dev.ringside.ingest.inspector.line.Origin;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns what lines say into signatures. The Inspector says bytes and no element type: its calls
 * count in bytes and are marked {@link CallFlag#BYTES_ONLY}. Each is {@link CallFlag#SAMPLED},
 * because a ring may lose calls.
 */
public final class SignatureRules {

  private final JobRanks ranks;
  private final Transport transport;
  private final Map<Membership.GroupKey, Communicator> communicators = new HashMap<>();

  public SignatureRules(JobRanks ranks, Transport transport) {
    this.ranks = ranks;
    this.transport = transport;
  }

  /**
   * @param silent true if the process's times contradict one another
   */
  public CallSignature of(Origin origin, CallKinds kinds, int kind, boolean silent) {
    long bytes = kinds.bytes(kind);
    int peer = kinds.peer(kind);
    return new CallSignature(
        communicator(origin),
        kinds.collective(kind),
        bytes < 0 ? DataType.UNKNOWN : DataType.BYTE,
        bytes,
        transport,
        timing(kinds.variant(kind), silent),
        peer < 0 ? CallSignature.NO_PEER : ranks.memberOf(origin, peer),
        flags(kinds.variant(kind), bytes));
  }

  /** By the name that the application gave it, else by its hash. */
  public Communicator communicator(Origin origin) {
    return communicators.computeIfAbsent(
        new Membership.GroupKey(origin.id(), origin.size()), key -> describe(origin));
  }

  private Communicator describe(Origin origin) {
    List<Integer> members = ranks.membersOf(origin);
    return new Communicator(Bound.NAME_BYTES.cut(origin.label()), origin.size(), members);
  }

  private static TimingQuality timing(int variant, boolean silent) {
    if (silent || (variant & CallKinds.ENQUEUE_ONLY) != 0) {
      return TimingQuality.ENQUEUE_ONLY;
    }
    return (variant & CallKinds.TIMED) != 0 ? TimingQuality.CPU_US : TimingQuality.DUMP_TIME;
  }

  private static int flags(int variant, long bytes) {
    boolean typed = (variant & CallKinds.UNSIGNED) != 0;
    int size = bytes == InspectorRecord.NONE ? CallFlag.METADATA_MISSING.bit() : 0;
    return CallFlag.SAMPLED.bit()
        | size
        | (typed || size != 0 ? 0 : CallFlag.BYTES_ONLY.bit())
        | ((variant & CallKinds.REPLAY) != 0 ? CallFlag.GRAPH_REPLAY.bit() : 0);
  }
}
