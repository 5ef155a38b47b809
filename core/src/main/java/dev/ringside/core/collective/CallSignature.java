package dev.ringside.core.collective;

/**
 * Everything that repeated calls have in common: an entry of the dictionary in a batch. A decode
 * pass has two or three signatures for all its calls.
 *
 * @param elements what one rank puts in (for Recv, takes out); {@link #UNKNOWN_ELEMENTS} if unseen
 * @param peer the other rank of a Send or Recv as a global rank, {@link #NO_PEER} otherwise
 * @param flags bit set of {@link CallFlag}
 * @param rowElements elements of one row of the tensor, where the source tells its shape: of a
 *     model's activations, the hidden size; 0 if it does not. Sizes alone cannot tell three times
 *     the tokens from three times the width
 */
public record CallSignature(
    Communicator communicator,
    Collective collective,
    DataType dataType,
    long elements,
    Transport transport,
    TimingQuality timing,
    int peer,
    int flags,
    long rowElements) {

  public static final long UNKNOWN_ELEMENTS = -1;
  public static final int NO_PEER = -1;

  public CallSignature {
    if (elements < UNKNOWN_ELEMENTS || peer < NO_PEER || rowElements < 0) {
      throw new IllegalArgumentException(
          "signature with %d elements, %d a row, and peer %d"
              .formatted(elements, rowElements, peer));
    }
  }

  /** Of a tensor whose shape is not known. */
  public CallSignature(
      Communicator communicator,
      Collective collective,
      DataType dataType,
      long elements,
      Transport transport,
      TimingQuality timing,
      int peer,
      int flags) {
    this(communicator, collective, dataType, elements, transport, timing, peer, flags, 0);
  }

  /** The same call, of a tensor with rows of so many elements. */
  public CallSignature withRows(long elementsOfOne) {
    return new CallSignature(
        communicator,
        collective,
        dataType,
        elements,
        transport,
        timing,
        peer,
        flags,
        elementsOfOne);
  }

  /** The same call on a communicator of which more is known. */
  public CallSignature on(Communicator known) {
    return new CallSignature(
        known, collective, dataType, elements, transport, timing, peer, flags, rowElements);
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
        flags & ~CallFlag.BYTES_ONLY.bit(),
        0);
  }

  /** What one rank puts in, in bytes; {@link #UNKNOWN_ELEMENTS} if unseen. */
  public long bytes() {
    return hasSize() ? elements * dataType.bytes() : UNKNOWN_ELEMENTS;
  }

  public boolean hasSize() {
    return elements != UNKNOWN_ELEMENTS && dataType != DataType.UNKNOWN;
  }
}
