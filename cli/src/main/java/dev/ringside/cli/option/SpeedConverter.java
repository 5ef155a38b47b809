package dev.ringside.cli.command;

import dev.ringside.ingest.replay.ReplaySpeed;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code max}, {@code 1x}, {@code 10x}. */
final class SpeedConverter implements ITypeConverter<ReplaySpeed> {

  @Override
  public ReplaySpeed convert(String text) {
    try {
      return ReplaySpeed.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
