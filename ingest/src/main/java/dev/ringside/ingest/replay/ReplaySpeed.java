package dev.ringside.ingest.replay;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How fast a recording is replayed: as fast as it can be taken ({@code max}), or so many seconds of
 * it in one ({@code 1x}, {@code 10x}, {@code 0.5x}).
 *
 * @param factor 0 for {@code max}
 */
public record ReplaySpeed(double factor) {

  public static final ReplaySpeed MAX = new ReplaySpeed(0);

  private static final Pattern FACTOR = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,6})?)[xX]");

  public ReplaySpeed {
    if (!(factor >= 0 && Double.isFinite(factor))) {
      throw new IllegalArgumentException("speed " + factor);
    }
  }

  /**
   * @throws IllegalArgumentException whose message says what was expected
   */
  public static ReplaySpeed parse(String text) {
    if (text.equals("max")) {
      return MAX;
    }
    Matcher matcher = FACTOR.matcher(text);
    double factor = matcher.matches() ? Double.parseDouble(matcher.group(1)) : 0;
    if (factor == 0) {
      throw new IllegalArgumentException(
          "speed \"%s\": expected max, or a factor such as 1x or 10x".formatted(text));
    }
    return new ReplaySpeed(factor);
  }

  public boolean isPaced() {
    return factor > 0;
  }

  /** How long {@code eventTimeNs} of the recording take; nothing at {@link #MAX}. */
  public Duration wallTime(long eventTimeNs) {
    return isPaced() ? Duration.ofNanos(Math.round(eventTimeNs / factor)) : Duration.ZERO;
  }
}
