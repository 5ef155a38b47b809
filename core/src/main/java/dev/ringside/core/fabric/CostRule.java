package dev.ringside.core.fabric;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import java.util.Optional;

/**
 * The cost of a call: {@code t = α + wire / β} (Hockney), for a range of group sizes and message
 * sizes.
 *
 * @param collective empty for any
 * @param minRanks inclusive
 * @param maxRanks inclusive
 * @param minBytes message size, inclusive
 * @param maxBytes message size, inclusive
 * @param alphaSeconds α, the time of an empty message
 * @param bytesPerSecond β, bytes that one rank moves in a second
 * @param source where the figures come from
 */
public record CostRule(
    Transport transport,
    Optional<Collective> collective,
    Reach reach,
    int minRanks,
    int maxRanks,
    long minBytes,
    long maxBytes,
    WireLaw law,
    double alphaSeconds,
    double bytesPerSecond,
    Confidence confidence,
    String source) {

  public CostRule {
    if (!(alphaSeconds >= 0) || Double.isInfinite(alphaSeconds) || !(bytesPerSecond > 0)) {
      throw new IllegalArgumentException(
          "cost of %s: alpha %s s must be finite and not negative, %s bytes/s must be positive"
              .formatted(transport, alphaSeconds, bytesPerSecond));
    }
    if (minRanks < 1 || maxRanks < minRanks || minBytes < 0 || maxBytes < minBytes) {
      throw new IllegalArgumentException(
          "cost of %s: ranks %d to %d, message %d to %d bytes"
              .formatted(transport, minRanks, maxRanks, minBytes, maxBytes));
    }
  }

  boolean covers(Path path) {
    return transport == path.transport()
        && reach == path.reach()
        && (collective.isEmpty() || collective.get() == path.collective())
        && path.ranks() >= minRanks
        && path.ranks() <= maxRanks
        && path.messageBytes() >= minBytes
        && path.messageBytes() <= maxBytes;
  }

  /** Seconds of one call of {@code messageBytes} on {@code ranks} ranks. */
  public double seconds(Collective of, long messageBytes, int ranks) {
    return alphaSeconds + law.bytes(of, messageBytes, ranks) / bytesPerSecond;
  }

  /**
   * The rule with the smallest breadth wins: first a rule that names the collective, then one with
   * fewer group sizes, then one that bounds the message size.
   */
  long breadth() {
    int sizes = maxBytes - minBytes == Long.MAX_VALUE ? 1 : 0;
    long anyCollective = collective.isPresent() ? 0 : 1L << 40;
    return anyCollective + 2L * (maxRanks - minRanks) + sizes;
  }

  /**
   * A kind of call over a kind of link.
   *
   * @param messageBytes nccl-tests size
   */
  public record Path(
      Transport transport, Collective collective, Reach reach, int ranks, long messageBytes) {}
}
