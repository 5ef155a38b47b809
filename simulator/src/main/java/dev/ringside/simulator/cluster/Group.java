package dev.ringside.simulator.cluster;

import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ranks that communicate together, and the calls they make. Each kind of call is built once and kept,
 * so that the same call of the next layer or pass costs a look-up.
 *
 * <p>Bound: {@value #KEPT} kinds of calls, the least used given up.
 */
public final class Group {

  private static final int KEPT = 128;

  private final GroupKind kind;
  private final Rank[] members;
  private final Communicator communicator;
  private final boolean spansHosts;
  private final Map<Kind, GroupCall> calls =
      new LinkedHashMap<>(32, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Kind, GroupCall> eldest) {
          return size() > KEPT;
        }
      };
  private Kind lastKind;
  private GroupCall lastCall;

  private record Kind(
      Collective collective, DataType type, long elements, Transport transport, boolean replayed) {}

  public Group(GroupKind kind, List<Rank> members, String name) {
    this.kind = kind;
    this.members = members.toArray(Rank[]::new);
    this.communicator =
        new Communicator(name, members.size(), members.stream().map(Rank::number).toList());
    this.spansHosts = members.stream().mapToInt(Rank::host).distinct().count() > 1;
  }

  /** The engine's name for it; empty where it has none. */
  public String name() {
    return communicator.name();
  }

  public Rank[] members() {
    return members;
  }

  public int size() {
    return members.length;
  }

  public GroupKind kind() {
    return kind;
  }

  public boolean spansHosts() {
    return spansHosts;
  }

  /**
   * The call of this kind.
   *
   * @param elements what one rank puts in
   * @param replayed it lies inside a CUDA graph
   */
  public GroupCall call(
      Collective collective, DataType type, long elements, Transport transport, boolean replayed) {
    if (lastKind != null
        && lastKind.elements == elements
        && lastKind.collective == collective
        && lastKind.type == type
        && lastKind.transport == transport
        && lastKind.replayed == replayed) {
      return lastCall;
    }
    lastKind = new Kind(collective, type, elements, transport, replayed);
    lastCall = calls.computeIfAbsent(lastKind, this::make);
    return lastCall;
  }

  /**
   * A call into which each member puts another amount; not kept.
   *
   * @param elements what each member puts in
   */
  public GroupCall unevenCall(
      Collective collective,
      DataType type,
      long[] elements,
      Transport transport,
      boolean replayed) {
    CallSignature[] signatures = new CallSignature[members.length];
    double most = 0;
    for (int i = 0; i < members.length; i++) {
      Kind own = new Kind(collective, type, elements[i], transport, replayed);
      signatures[i] = signature(own, collective, CallSignature.NO_PEER);
      most = Math.max(most, (double) elements[i] * type.bytes());
    }
    return new GroupCall(this, collective, signatures, most);
  }

  private GroupCall make(Kind wanted) {
    CallSignature[] signatures = new CallSignature[members.length];
    if (wanted.collective.isPointToPoint()) {
      signatures[0] = signature(wanted, Collective.SEND, members[1].number());
      signatures[1] = signature(wanted, Collective.RECV, members[0].number());
    } else {
      Arrays.fill(signatures, signature(wanted, wanted.collective, CallSignature.NO_PEER));
    }
    long messageElements = wanted.collective.messageElements(wanted.elements, members.length);
    return new GroupCall(
        this, wanted.collective, signatures, (double) messageElements * wanted.type.bytes());
  }

  private CallSignature signature(Kind wanted, Collective collective, int peer) {
    int flags =
        (wanted.replayed ? CallFlag.GRAPH_REPLAY.bit() : 0)
            | (wanted.transport == Transport.FLASHINFER ? CallFlag.FUSED_COMPUTE.bit() : 0);
    return new CallSignature(
        communicator,
        collective,
        wanted.type,
        wanted.elements,
        wanted.transport,
        TimingQuality.GPU_NS,
        peer,
        flags);
  }
}
