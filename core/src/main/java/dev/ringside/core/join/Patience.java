package dev.ringside.core.join;

/**
 * How long a replica is waited for, in the broker's time.
 *
 * @param rankTimeoutNs a rank of which the log holds nothing for this long is gone: its passes are
 *     settled without it
 * @param quietNs if no rank sends anything for this long, and none is waited for, the last windows
 *     are reported
 * @param hangNs ranks that report and stand still for this long hang; of a rank of which no call
 *     comes for this long, while others make calls, the agent is deaf
 */
public record Patience(long rankTimeoutNs, long quietNs, long hangNs) {

  private static final long MINUTE_NS = 60_000_000_000L;

  /** A minute, five seconds, and a minute. */
  public static final Patience DEFAULT = new Patience(MINUTE_NS, 5_000_000_000L, MINUTE_NS);

  /** A run that has been silent for this long is given up, and what is kept of it forgotten. */
  static final long ABANDONED_NS = 3_600_000_000_000L;

  /** Rank timeouts that a rank's first pass is waited for: the second may come minutes later. */
  static final long FIRST_PASS = 10;

  public Patience {
    if (rankTimeoutNs <= 0 || quietNs <= 0 || hangNs <= 0) {
      throw new IllegalArgumentException(
          "rank timeout %d ns, quiet %d ns, hang %d ns".formatted(rankTimeoutNs, quietNs, hangNs));
    }
  }

  /**
   * How long ranks must stand still to hang. Before the first pass they load weights and warm up,
   * some for minutes longer than others.
   */
  long hangNs(boolean served) {
    return served ? hangNs : FIRST_PASS * hangNs;
  }

  /** When a rank is no longer waited for that was last heard at {@code heardNs}. */
  long goneAtNs(long heardNs, long waitedForSinceNs) {
    return later(Math.max(heardNs, waitedForSinceNs), rankTimeoutNs);
  }

  /** The same of a rank that is known to hold its first pass back until it has made the second. */
  long goneWithFirstAtNs(long heardNs, long waitedForSinceNs) {
    return later(Math.max(heardNs, waitedForSinceNs), FIRST_PASS * rankTimeoutNs);
  }

  /** When a rank is no longer waited for that is heard but does not deliver. */
  long idleAtNs(long waitedForSinceNs) {
    return later(waitedForSinceNs, 2 * rankTimeoutNs);
  }

  /** {@code byNs} after {@code timeNs}; the end of time stays what it is. */
  static long later(long timeNs, long byNs) {
    return timeNs > Long.MAX_VALUE - byNs ? Long.MAX_VALUE : timeNs + byNs;
  }
}
