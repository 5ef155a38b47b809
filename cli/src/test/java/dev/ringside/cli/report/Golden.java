package dev.ringside.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that show what the output looks like. {@code -Dringside.golden.write=true} writes them anew
 * and then fails, so that the switch is never left on.
 */
final class Golden {

  private static final Path FOLDER =
      Path.of("src", "test", "resources", "dev", "ringside", "cli", "report");

  static void assertSame(String name, String actual) throws IOException {
    Path file = FOLDER.resolve(name);
    if (Boolean.getBoolean("ringside.golden.write")) {
      Files.writeString(file, actual);
      fail("%s is written anew; look at the difference and run without the switch", file);
    }
    assertThat(actual).isEqualTo(Files.readString(file));
  }

  private Golden() {}
}
