package dev.ringside.cli.demo;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a bundled recording. */
public final class BundledRecordingConverter implements ITypeConverter<BundledRecording> {

  @Override
  public BundledRecording convert(String text) {
    try {
      return BundledRecording.named(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
