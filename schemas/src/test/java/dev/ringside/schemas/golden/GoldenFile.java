package dev.ringside.schemas.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.schemas.wire.AvroOracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A payload as a release wrote it. {@code -Dringside.golden=regenerate} writes it again; left on in
 * CI it fails, since a test that rewrites what it checks checks nothing.
 */
public final class GoldenFile {

  private static final Path FOLDER =
      Path.of(System.getProperty("ringside.repository"), "schemas/src/test/resources/golden");

  private GoldenFile() {}

  public static boolean isRegenerating() {
    boolean regenerate = "regenerate".equals(System.getProperty("ringside.golden"));
    assertThat(regenerate && "true".equals(System.getenv("CI")))
        .as("ringside.golden=regenerate is left on in CI")
        .isFalse();
    return regenerate;
  }

  /**
   * What {@code version} of the record wrote.
   *
   * @param current what this release writes, to be kept if that is the version
   */
  static byte[] read(String record, int version, byte[] current) throws IOException {
    Path file = FOLDER.resolve("%s-%d.bin".formatted(record, version));
    if (isRegenerating() && version == AvroOracle.of(record).versions()) {
      Files.createDirectories(FOLDER);
      Files.write(file, current);
    }
    assertThat(file).as("run with -Dringside.golden=regenerate to write it").exists();
    return Files.readAllBytes(file);
  }
}
