package dev.ringside.ingest.kineto;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.ingest.naming.TorchCollectives;
import java.util.List;

/**
 * Turns what a trace says about a call into its signature: what is not said stays unknown.
 *
 * <p>{@link CallFlag#METADATA_MISSING} marks calls whose size or type is unknown.
 */
final class SignatureRules {

  static final String GLOO_PREFIX = "gloo:";

  /** A gloo call as its annotation tells it. */
  record GlooCall(String name, long elements, DataType type) {}

  private final int rank;
  private final boolean rccl;
  private final ProcessGroups groups;
  private final Communicator only;

  /**
   * @param rccl true if the trace is of AMD GPUs, where RCCL's kernels carry NCCL's names
   */
  SignatureRules(int rank, boolean rccl, ProcessGroups groups) {
    this.rank = rank;
    this.rccl = rccl;
    this.groups = groups;
    this.only = groups.onlyPossible();
  }

  CallSignature of(GlooCall call) {
    Collective collective = TorchCollectives.of(call.name.substring(GLOO_PREFIX.length()));
    long elements = collective == Collective.BARRIER ? 0 : believed(call.elements);
    return new CallSignature(
        only,
        collective,
        call.type,
        elements,
        Transport.GLOO,
        TimingQuality.CPU_US,
        otherOfPair(collective),
        missing(collective, elements, call.type));
  }

  CallSignature of(KernelCalls.Description kernel) {
    return kernel.metadata().describesCall() ? described(kernel) : bare(kernel);
  }

  /** torch's word for the collective wins over the kernel's: SendRecv may be an all-to-all. */
  private CallSignature described(KernelCalls.Description kernel) {
    CommMetadata metadata = kernel.metadata();
    Collective told = metadata.collective();
    Collective collective = told == Collective.UNKNOWN ? kernel.family().collective() : told;
    long elements = believed(metadata.elementsOf(collective));
    DataType type = DataType.of(metadata.dtype());
    return new CallSignature(
        groups.communicatorOf(metadata),
        collective,
        type,
        elements,
        transportOf(kernel),
        TimingQuality.GPU_NS,
        groups.peerOf(metadata),
        flags(kernel) | missing(collective, elements, type));
  }

  /** Not described by torch: what the operator that launched it says, if it means this kernel. */
  private CallSignature bare(KernelCalls.Description kernel) {
    OperatorCall operator = kernel.operator();
    Collective carried = kernel.family().collective();
    Collective collective = carried == Collective.UNKNOWN ? operator.collective() : carried;
    OperatorCall meant = collective == operator.collective() ? operator : OperatorCall.NONE;
    long elements = believed(meant.elements());
    return new CallSignature(
        groups.named(meant.group()).orElse(only),
        collective,
        meant.type(),
        elements,
        transportOf(kernel),
        TimingQuality.GPU_NS,
        otherOfPair(collective),
        flags(kernel) | missing(collective, elements, meant.type()),
        elements < 0 ? 0 : Bound.ELEMENTS.allows(meant.width()) ? meant.width() : 0);
  }

  /** More than any machine holds counts as not known. */
  private static long believed(long elements) {
    return Bound.ELEMENTS.allows(elements) ? elements : CallSignature.UNKNOWN_ELEMENTS;
  }

  private static int missing(Collective collective, long elements, DataType type) {
    boolean sized = elements >= 0 && type != DataType.UNKNOWN;
    return sized || collective == Collective.BARRIER ? 0 : CallFlag.METADATA_MISSING.bit();
  }

  private static int flags(KernelCalls.Description kernel) {
    return (kernel.family().fusedCompute() ? CallFlag.FUSED_COMPUTE.bit() : 0)
        | (kernel.graphReplay() ? CallFlag.GRAPH_REPLAY.bit() : 0);
  }

  private Transport transportOf(KernelCalls.Description kernel) {
    Transport transport = kernel.family().transport();
    return rccl && transport == Transport.NCCL ? Transport.RCCL : transport;
  }

  /** In a group of two the peer is the other one. */
  private int otherOfPair(Collective collective) {
    List<Integer> members = only.ranks();
    if (!collective.isPointToPoint() || members.size() != 2 || !members.contains(rank)) {
      return CallSignature.NO_PEER;
    }
    return members.get(0) == rank ? members.get(1) : members.get(0);
  }
}
