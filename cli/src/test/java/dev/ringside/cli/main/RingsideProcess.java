package dev.ringside.cli.main;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The command line as a process of its own, with a temporary folder of its own. */
final class RingsideProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path folder;
  private final Process process;

  private RingsideProcess(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /**
   * @param folder gets {@code out}, {@code err} and the process's temporary files
   */
  static RingsideProcess start(Path folder, String... arguments) throws IOException {
    return withOptions(folder, List.of(), arguments);
  }

  /** The same with further options for the JVM. */
  static RingsideProcess withOptions(Path folder, List<String> options, String... arguments)
      throws IOException {
    return start(folder, Files.createDirectory(folder.resolve("tmp")), options, arguments);
  }

  /** The same with its temporary files in {@code temporary}, which need not be a folder. */
  static RingsideProcess withTemporaryFolder(Path folder, Path temporary, String... arguments)
      throws IOException {
    return start(folder, temporary, List.of(), arguments);
  }

  private static RingsideProcess start(
      Path folder, Path temporary, List<String> options, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.addAll(options);
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(RingsideMain.class.getName());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    return new RingsideProcess(folder, process);
  }

  /** Waits until {@code err} has a line that contains {@code part}, and returns it. */
  String awaitErr(String part) throws IOException, InterruptedException {
    return await("err", part);
  }

  /** Waits until {@code out} has a line that contains {@code part}, and returns it. */
  String awaitOut(String part) throws IOException, InterruptedException {
    return await("out", part);
  }

  private String await(String file, String part) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      boolean ended = !process.isAlive();
      for (String line : read(file).lines().toList()) {
        if (line.contains(part)) {
          return line;
        }
      }
      if (ended) {
        break;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("no \"%s\" in %s:%n%s%n%s".formatted(part, file, err(), out()));
  }

  /** What Ctrl-C does. */
  void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }

  int exitCode() throws InterruptedException, IOException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still running:\n" + err());
    }
    return process.exitValue();
  }

  String out() throws IOException {
    return read("out");
  }

  String err() throws IOException {
    return read("err");
  }

  private String read(String file) throws IOException {
    return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
  }

  /** Files the process left behind. */
  List<String> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
      return files.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
