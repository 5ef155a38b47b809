package dev.ringside.core.pass;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.grammar.Terminal;
import dev.ringside.core.model.ExpectedCalls;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.series.Traffic;

/**
 * What calls of one pass are tallied by: a signature without the communicator's name.
 *
 * @param groupSize ranks of the group, 0 if not known
 * @param sendElements −1 if not known
 */
public record CallKind(
    Parallelism parallelism,
    Collective collective,
    long sendElements,
    DataType dataType,
    Transport transport,
    int groupSize) {

  /** 1 TiB. */
  private static final long MOST_BYTES = 1L << 40;

  /** The kind of a signature; {@code layoutSize} stands in where the source gives no group size. */
  public static CallKind of(CallSignature signature, Parallelism parallelism, int layoutSize) {
    int named = signature.collective().isPointToPoint() ? 2 : signature.communicator().size();
    return new CallKind(
        parallelism,
        signature.collective(),
        signature.elements(),
        signature.dataType(),
        signature.transport(),
        named > 0 ? named : layoutSize);
  }

  /** The kind of calls that the model expects. */
  public static CallKind of(ExpectedCalls calls) {
    return new CallKind(
        calls.parallelism(),
        calls.collective(),
        calls.sendElements(),
        calls.dataType(),
        Transport.UNKNOWN,
        calls.groupSize());
  }

  /** The kind of calls of so many elements that a sentence has; what carries them is open. */
  public static CallKind of(Terminal terminal, long elements) {
    return new CallKind(
        terminal.parallelism(),
        terminal.collective(),
        elements,
        terminal.dataTypeOf(elements),
        Transport.UNKNOWN,
        terminal.groupSize());
  }

  /** Hand-written: it is called several times per pass, and the generated one is slower. */
  @Override
  public int hashCode() {
    int hash = parallelism.ordinal();
    hash = 31 * hash + collective.ordinal();
    hash = 31 * hash + Long.hashCode(sendElements);
    hash = 31 * hash + dataType.ordinal();
    hash = 31 * hash + transport.ordinal();
    return 31 * hash + groupSize;
  }

  /**
   * The type to count by: unknown where the size is, so that calls of which the source tells only
   * that they were made stand together with those that are expected without a size.
   */
  public DataType countedType() {
    return sendElements < 0 ? DataType.UNKNOWN : dataType;
  }

  /**
   * Message bytes in the nccl-tests sense; −1 if size, type or group is not known, or if they give
   * more than any machine holds: sizes come from outside, and sums of them must not overflow.
   */
  public long messageBytes() {
    boolean needsGroup = collective == Collective.ALL_GATHER || collective == Collective.GATHER;
    if (sendElements < 0 || dataType.bytes() == 0 || (needsGroup && groupSize == 0)) {
      return -1;
    }
    long bytesAnElement = (needsGroup ? (long) groupSize : 1L) * dataType.bytes();
    return sendElements <= MOST_BYTES / bytesAnElement
        ? collective.messageElements(sendElements, groupSize) * dataType.bytes()
        : -1;
  }

  /** What {@code calls} of this kind carry; no bytes where their size is not known. */
  public Traffic traffic(long calls) {
    long bytes = Traffic.product(Math.max(0, messageBytes()), calls);
    return new Traffic(calls, bytes, groupSize > 0 ? wireBytes(bytes) : 0);
  }

  /** No factor is above 2. */
  private long wireBytes(long bytes) {
    return bytes > Long.MAX_VALUE / 2
        ? Long.MAX_VALUE
        : collective.wireFactor(groupSize).applyTo(bytes);
  }
}
