package dev.ringside.agent.main;

import dev.ringside.testkit.process.JavaProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/** The process of {@link InspectorWriterMain}, and what it is told. */
final class InspectorWriter implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final JavaProcess process;
  private final Path commands;
  private int number;

  /**
   * @param folder gets the folder {@code inspector}
   * @param mostCalls of a rank in each dump
   */
  InspectorWriter(Path folder, long seed, int mostCalls) {
    commands = folder.resolve("command");
    process =
        JavaProcess.start(
            new JavaProcess.Command(
                "writer",
                InspectorWriterMain.class.getName(),
                List.of(System.getProperty("java.class.path").split(File.pathSeparator)),
                List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                List.of(
                    folder.resolve("inspector").toString(),
                    Long.toString(seed),
                    Integer.toString(mostCalls)),
                folder));
  }

  /** Stops writing for a while, at the end of a line; returns how many calls a rank has made. */
  long pause() throws IOException {
    return tell("pause");
  }

  long goOn() throws IOException {
    return tell("write");
  }

  /** A new process begins its files anew: the same names and inodes. */
  void truncate() throws IOException {
    tell("truncate");
  }

  /** The same names, other inodes. */
  void replace() throws IOException {
    tell("replace");
  }

  /** The ring of each rank loses 100 calls, and its writer says so. */
  void overrun() throws IOException {
    tell("overrun");
  }

  /** Returns how many calls of each rank lie in files now. */
  long stop() throws IOException {
    return tell("stop");
  }

  private long tell(String word) throws IOException {
    String command = ++number + " " + word;
    Path whole = Files.writeString(commands.resolveSibling("command.new"), command);
    Files.move(whole, commands, StandardCopyOption.ATOMIC_MOVE);
    return Long.parseLong(process.awaitLine(command + " ", PATIENCE));
  }

  @Override
  public void close() {
    process.close();
  }
}
