package dev.ringside.core.collective;

/** Limits of a call's figures; a set of flags is a bit set in an int. */
public enum CallFlag {
  /** The source records only some of the calls, so a gap does not mean a missing call. */
  SAMPLED,
  /** Size, type or group is not known (a kernel without its host record). */
  METADATA_MISSING,
  /** The kernel also computes (all-reduce fused with a norm): duration is not all communication. */
  FUSED_COMPUTE,
  /** Issued by a CUDA-graph replay; host-side sequence numbers do not advance. */
  GRAPH_REPLAY,
  /** The source says bytes and no element type: the elements are bytes of any type. */
  BYTES_ONLY;

  private final int bit = 1 << ordinal();

  public int bit() {
    return bit;
  }

  public boolean in(int flags) {
    return (flags & bit) != 0;
  }
}
