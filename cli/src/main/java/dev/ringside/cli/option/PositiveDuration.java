package dev.ringside.cli.simulate;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 30s}, {@code 10m}, {@code 500ms}, {@code 1h}: more than nothing, at most 30 days. */
final class PositiveDuration implements ITypeConverter<Duration> {

  private static final Pattern FORM = Pattern.compile("(\\d{1,7})(ms|s|m|h)");
  private static final Duration MOST = Duration.ofDays(30);

  @Override
  public Duration convert(String text) {
    Matcher matcher = FORM.matcher(text);
    Duration duration = matcher.matches() ? of(matcher) : Duration.ZERO;
    if (duration.isZero() || duration.compareTo(MOST) > 0) {
      throw new TypeConversionException(
          "\"%s\": expected a length of time such as 30s or 10m, at most 720h".formatted(text));
    }
    return duration;
  }

  private static Duration of(Matcher matcher) {
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }
}
