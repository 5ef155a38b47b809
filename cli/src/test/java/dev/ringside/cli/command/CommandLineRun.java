package dev.ringside.cli.command;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.Interruption;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** What a command line answered. */
record CommandLineRun(int code, String out, String err) {

  /** Runs inside this process. */
  static CommandLineRun of(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = Console.plain(printTo(out), printTo(err), () -> Instant.EPOCH);
    int code = Ringside.commandLine(console, Interruption.never()).execute(args);
    return new CommandLineRun(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The words of one line; none of ours has a quoted blank. */
  static CommandLineRun ofLine(String line) {
    return of(line.trim().split("\\s+"));
  }

  private static PrintStream printTo(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
