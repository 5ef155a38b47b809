package dev.ringside.cli.option;

import dev.ringside.ingest.replay.ReplaySpeed;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code max}, {@code 1x} and {@code 10x}. */
public final class SpeedConverter implements ITypeConverter<ReplaySpeed> {

  @Override
  public ReplaySpeed convert(String text) {
    try {
      return ReplaySpeed.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
