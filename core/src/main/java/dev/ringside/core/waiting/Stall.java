package dev.ringside.core.waiting;

/**
 * A pass in which a tensor group stood for seconds.
 *
 * @param stage of the group
 * @param rank for which all others of the group waited; {@link #ALL} if none waited less than the
 *     others, so that the call itself took that long
 * @param pass its number, as the rank's passes are counted
 * @param endNs when it ended
 * @param waitNs how long at least each of the others waited; of {@link #ALL}, how long at least
 *     each rank was in a single call
 */
public record Stall(int stage, int rank, long pass, long endNs, long waitNs) {

  public static final int ALL = -1;

  /** Less does not count as a stall: engines that warm up or share cores wait for tenths of it. */
  public static final long LEAST_NS = 1_000_000_000L;

  public long sinceNs() {
    return endNs - waitNs;
  }
}
