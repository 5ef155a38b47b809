package dev.ringside.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {

  private static final String PROPERTY = "java.io.tmpdir";
  private static final String NO_PROCESS = "999999999";

  @TempDir private Path parent;
  private String before;

  @BeforeEach
  void setUp() {
    before = System.getProperty(PROPERTY);
    System.setProperty(PROPERTY, parent.toString());
  }

  @AfterEach
  void tearDown() {
    System.setProperty(PROPERTY, before);
  }

  @Test
  void isTheTemporaryFolderWhileOpenAndGoneAfterwards() throws IOException {
    Path folder;
    try (Workspace workspace = Workspace.open()) {
      folder = workspace.folder();
      assertThat(System.getProperty(PROPERTY)).isEqualTo(folder.toString());
      Files.createDirectories(folder.resolve("a/b"));
      Files.writeString(folder.resolve("a/b/c"), "c");
    }
    assertThat(folder).doesNotExist();
    assertThat(System.getProperty(PROPERTY)).isEqualTo(parent.toString());
  }

  @Test
  void removesWhatAKilledProcessLeft() throws IOException {
    Path left = aged(Files.createDirectory(parent.resolve("ringside-" + NO_PROCESS + "-1")));
    Workspace.open().close();
    assertThat(left).doesNotExist();
  }

  @Test
  void leavesAloneWhatIsFreshOrAliveOrNotOurs() throws IOException {
    long alive = ProcessHandle.current().pid();
    Path ofTheLiving = aged(Files.createDirectory(parent.resolve("ringside-" + alive + "-1")));
    Path fresh = Files.createDirectory(parent.resolve("ringside-" + NO_PROCESS + "-2"));
    Path other = aged(Files.createDirectory(parent.resolve("ringside-demo-3")));
    Workspace.open().close();
    assertThat(ofTheLiving).exists();
    assertThat(fresh).exists();
    assertThat(other).exists();
  }

  private static Path aged(Path folder) throws IOException {
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    return Files.setLastModifiedTime(folder, FileTime.from(yesterday));
  }
}
