package dev.ringside.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.Interruption;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;
import picocli.CommandLine;

/** One run of the command line in this JVM: exit code, and what it wrote. */
record Cli(int exit, String out, String err) {

  static Cli run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = Console.plain(stream(out), stream(err), InstantSource.system());
    Properties before = (Properties) System.getProperties().clone();
    int exit;
    try {
      exit = Ringside.commandLine(console, Interruption.never()).execute(arguments);
    } finally {
      System.setProperties(before);
    }
    return new Cli(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The parser of all commands, which writes to nowhere. */
  static CommandLine commandLine() {
    PrintStream nowhere = stream(new ByteArrayOutputStream());
    Console console = Console.plain(nowhere, nowhere, InstantSource.system());
    return Ringside.commandLine(console, Interruption.never());
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  List<String> errLines() {
    return err.lines().toList();
  }

  /** What {@code --report-json -} wrote. */
  JsonNode json() {
    try {
      return new ObjectMapper().readTree(out);
    } catch (IOException e) {
      throw new AssertionError(this.toString(), e);
    }
  }
}
