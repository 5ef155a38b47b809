package dev.ringside.core.waiting;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.pass.CallKind;
import java.util.Comparator;

/**
 * Calls that take equally long while nothing changes: what carries them, and messages of one size
 * within a fifth.
 *
 * @param sizeClass four an octave
 */
public record TransferKind(Collective collective, Transport transport, int sizeClass) {

  /** Any order, the same always. */
  public static final Comparator<TransferKind> ORDER =
      Comparator.comparing(TransferKind::collective)
          .thenComparing(TransferKind::transport)
          .thenComparingInt(TransferKind::sizeClass);

  /** Less is over before a link's bandwidth matters. */
  static final long LEAST_BYTES = 1 << 20;

  static TransferKind of(CallKind kind) {
    return new TransferKind(kind.collective(), kind.transport(), sizeClass(kind.messageBytes()));
  }

  /** Binary logarithm of the bytes of a message in the middle of the class. */
  double logBytes() {
    int octave = sizeClass / 4;
    return octave + Math.log(1 + (sizeClass % 4 + 0.5) / 4) / Math.log(2);
  }

  /** True if the larger takes at least as long as the smaller: all but the size is alike. */
  boolean isLike(TransferKind other) {
    return collective == other.collective && transport == other.transport;
  }

  /**
   * The class of a positive number of bytes.
   *
   * @return four times its binary logarithm, rounded down, its mantissa taken for linear
   */
  static int sizeClass(long bytes) {
    int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes);
    long below = octave >= 2 ? bytes >>> (octave - 2) : bytes << (2 - octave);
    return 4 * octave + (int) (below & 3);
  }
}
