package dev.ringside.cli.option;

import dev.ringside.cli.replay.RecordingChoice;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 2} and {@code each}. */
public final class RecordingConverter implements ITypeConverter<RecordingChoice> {

  @Override
  public RecordingChoice convert(String text) {
    try {
      return RecordingChoice.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
