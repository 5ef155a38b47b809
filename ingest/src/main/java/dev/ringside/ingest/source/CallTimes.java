package dev.ringside.ingest.source;

import dev.ringside.core.account.RejectReason;
import dev.ringside.core.batch.BatchCutter;
import java.util.Optional;

/** Which times of a call a batch can carry. */
public final class CallTimes {

  /** The last nanosecond a batch can carry: in the year 2116. */
  private static final long END_OF_TIME = 1L << 62;

  private CallTimes() {}

  /** Why a call of these times is refused: a word of {@link RejectReason}; empty if it is not. */
  public static Optional<String> refusal(long startNs, long durationNs) {
    if (durationNs < 0) {
      return Optional.of(RejectReason.DUR_NEGATIVE.label());
    }
    boolean outside =
        startNs < 0 || startNs > END_OF_TIME - durationNs || durationNs > BatchCutter.MOST_SPAN_NS;
    return outside ? Optional.of(RejectReason.TIME_OUT_OF_RANGE.label()) : Optional.empty();
  }
}
