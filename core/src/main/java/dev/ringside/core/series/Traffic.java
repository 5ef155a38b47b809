package dev.ringside.core.series;

/**
 * How often and how much: calls and what they carry.
 *
 * @param bytes message bytes in the nccl-tests sense
 * @param wireBytes message bytes × nccl-tests factor
 */
public record Traffic(long calls, long bytes, long wireBytes) {

  public static final Traffic NONE = new Traffic(0, 0, 0);

  public Traffic plus(Traffic other) {
    return new Traffic(calls + other.calls, bytes + other.bytes, wireBytes + other.wireBytes);
  }

  /**
   * @throws ArithmeticException if the bytes overflow
   */
  public Traffic times(long count) {
    return new Traffic(
        calls * count, Math.multiplyExact(bytes, count), Math.multiplyExact(wireBytes, count));
  }
}
