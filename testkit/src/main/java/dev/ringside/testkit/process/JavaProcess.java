package dev.ringside.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Java program in a JVM of its own, its output in a log file.
 *
 * <p>It never outlives the JVM that started it, however that one ends: see {@link TetheredMain}.
 */
public final class JavaProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final int TAIL_LINES = 40;

  private final String name;
  private final Process process;
  private final Path log;

  private JavaProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * What to start.
   *
   * @param name what messages and the log file call it
   * @param classPath needs this testkit on it, for the tether
   * @param folder gets {@code name.log}; the program's temporary files go there too
   */
  public record Command(
      String name,
      String mainClass,
      List<String> classPath,
      List<String> jvmOptions,
      List<String> arguments,
      Path folder) {

    private List<String> line() {
      List<String> line = new ArrayList<>();
      line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      line.addAll(jvmOptions);
      line.add("-Djava.io.tmpdir=" + folder);
      line.addAll(List.of("-cp", String.join(java.io.File.pathSeparator, classPath)));
      line.add(TetheredMain.class.getName());
      line.add(mainClass);
      line.addAll(arguments);
      return line;
    }
  }

  /** Starts the program and returns at once. */
  public static JavaProcess start(Command command) {
    Path log = command.folder().resolve(command.name() + ".log");
    try {
      Process process =
          new ProcessBuilder(command.line())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new JavaProcess(command.name(), process, log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.name(), e);
    }
  }

  /**
   * Waits for a line of output that starts so, and returns what follows the prefix.
   *
   * @throws IllegalStateException with the end of the log, when the program ends first or the time
   *     is up
   */
  public String awaitLine(String prefix, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      boolean ended = !process.isAlive();
      Optional<String> line = output().stream().filter(l -> l.startsWith(prefix)).findFirst();
      if (line.isPresent()) {
        return line.get().substring(prefix.length()).strip();
      }
      if (ended || System.nanoTime() > deadline) {
        String why = ended ? "ended with " + process.exitValue() : "took too long";
        throw new IllegalStateException(name + " " + why + "; its last words:\n" + tail());
      }
      pause();
    }
  }

  /** All lines of output so far that start so, less the prefix. */
  public List<String> lines(String prefix) {
    return output().stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()).strip())
        .toList();
  }

  private static void pause() {
    try {
      Thread.sleep(25);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a process", e);
    }
  }

  /**
   * Waits for the program to end by itself, and returns its exit code.
   *
   * @throws IllegalStateException with the end of the log, when it does not in time
   */
  public int awaitEnd(Duration patience) {
    if (!ended(patience)) {
      throw new IllegalStateException(name + " still runs; its last words:\n" + tail());
    }
    return process.exitValue();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** Ends the process as a power cut would: no shutdown hooks. Returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    ended(GRACE);
  }

  /** The last lines of the log. */
  public String tail() {
    List<String> lines = output();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }

  /** Asks the process to end, and ends it when it does not. */
  @Override
  public void close() {
    process.destroy();
    if (!ended(GRACE)) {
      kill();
    }
  }

  private boolean ended(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Of a line that is still being written nothing is shown while the process lives. */
  private List<String> output() {
    try {
      boolean ended = !process.isAlive();
      String all = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
      return (ended ? all : all.substring(0, all.lastIndexOf('\n') + 1)).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + log, e);
    }
  }
}
