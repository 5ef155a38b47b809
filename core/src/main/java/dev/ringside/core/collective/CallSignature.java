package dev.ringside.core.collective;

/**
 * Everything that repeated calls have in common: an entry of the dictionary in a batch. A decode
 * pass has two or three signatures for all its calls.
 *
 * @param elements what one rank puts in (for Recv, takes out); {@link #UNKNOWN_ELEMENTS} if unseen
 * @param peer the other rank of a Send or Recv as a global rank, {@link #NO_PEER} otherwise
 * @param flags bit set of {@link CallFlag}
 */
public record CallSignature(
    Communicator communicator,
    Collective collective,
    DataType dataType,
    long elements,
    Transport transport,
    TimingQuality timing,
    int peer,
    int flags) {

  public static final long UNKNOWN_ELEMENTS = -1;
  public static final int NO_PEER = -1;

  public CallSignature {
    if (elements < UNKNOWN_ELEMENTS || peer < NO_PEER) {
      throw new IllegalArgumentException(
          "signature with %d elements and peer %d".formatted(elements, peer));
    }
  }

  /**
   * The same call in elements of {@code type}, if it counts in bytes of an unknown type and they
   * are whole elements: bytes are compared, and the type is the deployment's until a source says
   * it.
   */
  public CallSignature inElementsOf(DataType type) {
    boolean whole = type.bytes() > 0 && elements >= 0 && elements % type.bytes() == 0;
    if (!whole || !CallFlag.BYTES_ONLY.in(flags)) {
      return this;
    }
    return new CallSignature(
        communicator,
        collective,
        type,
        elements / type.bytes(),
        transport,
        timing,
        peer,
        flags & ~CallFlag.BYTES_ONLY.bit());
  }

  public boolean hasSize() {
    return elements != UNKNOWN_ELEMENTS && dataType != DataType.UNKNOWN;
  }
}
