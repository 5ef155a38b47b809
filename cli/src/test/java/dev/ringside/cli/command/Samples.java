package dev.ringside.cli.command;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Recordings beside the repository; tests that need one that is missing are skipped, and say so.
 */
final class Samples {

  static Path recorded(String folder) {
    return existing("recorded", folder);
  }

  static Path thirdParty(String path) {
    return existing("third-party", path);
  }

  static Path fieldKineto(String path) {
    return existing("field-kineto", path);
  }

  private static Path existing(String kind, String path) {
    Path sample =
        Path.of(System.getProperty("ringside.repository"))
            .resolveSibling("shared")
            .resolve("samples")
            .resolve(kind)
            .resolve(path);
    assumeThat(Files.exists(sample)).as("sample %s is here", sample).isTrue();
    return sample;
  }

  private Samples() {}
}
