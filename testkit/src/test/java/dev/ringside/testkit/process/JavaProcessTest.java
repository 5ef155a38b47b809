package dev.ringside.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JavaProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private ScratchFolder folder;

  @BeforeEach
  void open() {
    folder = ScratchFolder.create("java-process-");
  }

  @AfterEach
  void close() {
    folder.close();
    assertThat(Files.exists(folder.path())).isFalse();
  }

  @Test
  void waitsForALineAndKills() {
    JavaProcess process = start(Talkative.class, "hello");
    try (process) {
      assertThat(process.awaitLine("said ", PATIENCE)).isEqualTo("hello");
      assertThat(process.isAlive()).isTrue();
      process.kill();
      assertThat(process.isAlive()).isFalse();
    }
  }

  @Test
  void tellsTheLastWordsOfAProgramThatFailed() {
    try (JavaProcess process = start(Failing.class)) {
      assertThatThrownBy(() -> process.awaitLine("ready", PATIENCE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("ended with 1")
          .hasMessageContaining("out of luck");
    }
  }

  @Test
  void losesPatience() {
    try (JavaProcess process = start(Talkative.class, "hello")) {
      assertThatThrownBy(() -> process.awaitLine("never", Duration.ofMillis(1)))
          .hasMessageContaining("took too long");
    }
  }

  @Test
  void childrenDoNotOutliveTheirParent() {
    try (JavaProcess parent = start(Parent.class, folder.path().toString())) {
      long child = Long.parseLong(parent.awaitLine("child ", PATIENCE));
      Optional<ProcessHandle> handle = ProcessHandle.of(child);
      assertThat(handle).isPresent();
      parent.kill();
      assertThat(handle.get().onExit().orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join())
          .isNotNull();
    }
  }

  private JavaProcess start(Class<?> main, String... arguments) {
    return JavaProcess.start(command("child", main, folder, arguments));
  }

  private static JavaProcess.Command command(
      String name, Class<?> main, ScratchFolder folder, String... arguments) {
    return new JavaProcess.Command(
        name,
        main.getName(),
        List.of(System.getProperty("java.class.path").split(File.pathSeparator)),
        List.of("-Xmx32m"),
        List.of(arguments),
        folder.path());
  }

  /** Says what it is told, then waits. */
  public static final class Talkative {
    public static void main(String[] args) throws InterruptedException {
      System.out.println("said " + args[0]);
      Thread.sleep(60_000);
    }
  }

  /** Fails at once. */
  public static final class Failing {
    public static void main(String[] args) {
      throw new IllegalArgumentException("out of luck");
    }
  }

  /** Has a child of its own. */
  public static final class Parent {
    public static void main(String[] args) throws InterruptedException {
      ScratchFolder folder = new ScratchFolder(java.nio.file.Path.of(args[0]));
      JavaProcess child = JavaProcess.start(command("grandchild", Talkative.class, folder, "x"));
      child.awaitLine("said ", PATIENCE);
      System.out.println("child " + child.pid());
      Thread.sleep(60_000);
    }
  }
}
