package dev.ringside.core.desk;

/**
 * Tumbling windows of event time.
 *
 * @param lengthNs length of a window
 * @param latenessNs how long a window takes corrections after its end has passed
 */
public record WindowRule(long lengthNs, long latenessNs) {

  public WindowRule {
    if (lengthNs <= 0 || latenessNs < 0) {
      throw new IllegalArgumentException(
          "window %d ns, lateness %d ns".formatted(lengthNs, latenessNs));
    }
  }

  /** The start of the window that holds {@code timeNs}. */
  public long startOf(long timeNs) {
    return Math.floorDiv(timeNs, lengthNs) * lengthNs;
  }

  /** The end of the window that begins at {@code startNs}. */
  public long endOf(long startNs) {
    return startNs + lengthNs;
  }

  /** Windows that end by this time take no more corrections at {@code timeNs}. */
  public long closedBy(long timeNs) {
    return earlier(timeNs, latenessNs);
  }

  /** {@code byNs} before {@code timeNs}; the beginning and the end of time stay what they are. */
  public static long earlier(long timeNs, long byNs) {
    return timeNs == Long.MAX_VALUE ? timeNs : Math.max(timeNs, Long.MIN_VALUE + byNs) - byNs;
  }
}
