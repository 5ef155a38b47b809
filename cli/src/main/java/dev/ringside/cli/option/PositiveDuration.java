package dev.ringside.cli.option;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration that is longer than zero and at most 30 days. */
public final class PositiveDuration implements ITypeConverter<Duration> {

  private static final Duration MOST = Duration.ofDays(30);

  private final DurationConverter any = new DurationConverter();

  @Override
  public Duration convert(String text) {
    Duration duration = any.convert(text);
    if (duration.isZero() || duration.compareTo(MOST) > 0) {
      throw new TypeConversionException(
          "'%s' is out of range: give more than 0s and at most %dh"
              .formatted(text, MOST.toHours()));
    }
    return duration;
  }
}
