package dev.ringside.describe.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DescriptionTextTest {

  @TempDir private Path folder;

  @Test
  void aFileOfOneMebibyteIsRead() throws Exception {
    Path file = Files.writeString(folder.resolve("a.yaml"), "\u00e4 " + spaces(-3));

    assertThat(DescriptionText.read(file)).startsWith("\u00e4 ").hasSize((1 << 20) - 1);
  }

  @Test
  void aLargerFileIsRefused() throws IOException {
    refuses(Files.writeString(folder.resolve("a.yaml"), spaces(1)), "larger than 1 MiB");
  }

  @Test
  void whatIsNoFileIsRefused() throws IOException {
    refuses(folder, "is a folder; give a file");
    refuses(folder.resolve("gone.yaml"), "no such file");
    Path dangling = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("gone.yaml"));
    refuses(dangling, "no such file");
    Path loop = folder.resolve("loop");
    refuses(Files.createSymbolicLink(loop, loop), "cannot be read");
  }

  @Test
  void aLinkToAFileIsRead() throws Exception {
    Path file = Files.writeString(folder.resolve("a.yaml"), "a: b");

    assertThat(DescriptionText.read(Files.createSymbolicLink(folder.resolve("link"), file)))
        .isEqualTo("a: b");
  }

  /** None of these reads blocks, or goes on for ever. */
  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void devicesAndPipesAreRefused() throws Exception {
    refuses(Path.of("/dev/zero"), "is not a regular file");
    refuses(Path.of("/dev/null"), "is not a regular file");
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    refuses(pipe, "is not a regular file");
  }

  @Test
  void otherEncodingsAreRefused() throws IOException {
    refuses(Files.write(folder.resolve("a.yaml"), new byte[] {'a', (byte) 0xe4}), "not UTF-8");
  }

  private static String spaces(int beyondTheBound) {
    return " ".repeat(DescriptionText.MOST_BYTES + beyondTheBound);
  }

  private static void refuses(Path file, String why) {
    assertThatThrownBy(() -> DescriptionText.read(file))
        .isInstanceOf(BadDescriptionException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(why)
        .message()
        .doesNotContain("\n");
  }
}
