package dev.ringside.testkit.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenFilesTest {
  @TempDir private Path folder;
  private GoldenFiles comparing;

  @BeforeEach
  void open() {
    comparing = new GoldenFiles(folder, false, Map.of());
  }

  @Test
  void acceptsWhatIsEqual() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "one\ntwo\n");

    assertThatCode(() -> comparing.verify("a.txt", "one\ntwo\n")).doesNotThrowAnyException();
  }

  @Test
  void namesTheFirstLineThatDiffers() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "one\ntwo\n");

    assertThatThrownBy(() -> comparing.verify("a.txt", "one\n2\n"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("expected: two")
        .hasMessageContaining("regenerate");
  }

  @Test
  void namesTheFirstByteThatDiffers() throws IOException {
    Files.write(folder.resolve("a.bin"), new byte[] {1, 2, 3});

    assertThatThrownBy(() -> comparing.verify("a.bin", new byte[] {1, 2}))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("byte 2");
  }

  @Test
  void aMissingFileIsNoSuccess() {
    assertThatThrownBy(() -> comparing.verify("none", "x"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("missing");
  }

  @Test
  void regeneratesWhenTold() {
    new GoldenFiles(folder, true, Map.of()).verify("sub/new.txt", "fresh");

    assertThat(folder.resolve("sub/new.txt")).hasContent("fresh");
  }

  @Test
  void neverRegeneratesInCi() {
    assertThatThrownBy(() -> new GoldenFiles(folder, true, Map.of("CI", "true")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("refused in CI");
  }
}
