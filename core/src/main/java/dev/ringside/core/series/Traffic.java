package dev.ringside.core.series;

/**
 * How often and how much: calls and what they carry. Sizes come from outside: sums and products of
 * them that exceed 63 bits stay at the most that these hold, for a wrong size must end nothing.
 *
 * @param bytes message bytes in the nccl-tests sense
 * @param wireBytes message bytes × nccl-tests factor
 */
public record Traffic(long calls, long bytes, long wireBytes) {

  public static final Traffic NONE = new Traffic(0, 0, 0);

  public Traffic plus(Traffic other) {
    return new Traffic(
        sum(calls, other.calls), sum(bytes, other.bytes), sum(wireBytes, other.wireBytes));
  }

  public Traffic times(long count) {
    return new Traffic(product(calls, count), product(bytes, count), product(wireBytes, count));
  }

  /** The sum of two that are not negative. */
  public static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  /** The product of two that are not negative. */
  public static long product(long a, long b) {
    return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
  }
}
