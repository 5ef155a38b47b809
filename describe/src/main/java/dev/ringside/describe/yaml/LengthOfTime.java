package dev.ringside.describe.yaml;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: {@code 200us}, {@code 10ms}, {@code 1.5s}, {@code 1h}. */
final class LengthOfTime {

  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(us|ms|s|m|h)");

  private LengthOfTime() {}

  /** Empty if {@code word} is not a number with a unit. Rounds to nanoseconds. */
  static Optional<Duration> parse(String word) {
    Matcher matcher = WRITTEN.matcher(word);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    double unitNs =
        switch (matcher.group(2)) {
          case "us" -> 1e3;
          case "ms" -> 1e6;
          case "s" -> 1e9;
          case "m" -> 60e9;
          default -> 3600e9;
        };
    return Optional.of(Duration.ofNanos(Math.round(Double.parseDouble(matcher.group(1)) * unitNs)));
  }

  /** In the largest unit that divides it. */
  static String shown(Duration duration) {
    long ns = duration.toNanos();
    if (ns % 3_600_000_000_000L == 0 && ns > 0) {
      return ns / 3_600_000_000_000L + "h";
    } else if (ns % 1_000_000_000L == 0) {
      return ns / 1_000_000_000L + "s";
    }
    return ns % 1_000_000 == 0 ? ns / 1_000_000 + "ms" : ns / 1_000 + "us";
  }
}
