package dev.ringside.cli.main;

import dev.ringside.cli.command.Ringside;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.cli.console.Failures;
import dev.ringside.cli.console.Interruption;
import dev.ringside.cli.report.table.ReportTable;
import dev.ringside.cli.report.text.Palette;
import dev.ringside.ingest.naming.CommunicationNames;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/** Starts the command line and ends the process with its exit code. */
public final class RingsideMain {

  /**
   * Exits explicitly, so that an embedded broker or Flink cluster that fails to stop does not keep
   * the process alive.
   */
  public static void main(String[] args) {
    Interruption interruption = Interruption.of(Thread.currentThread());
    WatchedOutput out = new WatchedOutput();
    Console console = console(out);
    Failures failures = new Failures(console, interruption);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          if (failure instanceof VirtualMachineError) {
            end(failures.end(failure, false), interruption);
          }
          console.say("a thread failed: %s: %s".formatted(thread.getName(), failure));
        });
    namesFromEnvironment();
    int code = ExitCode.INTERNAL;
    try {
      code = Ringside.commandLine(console, interruption).execute(args);
      if (out.failure().isPresent()) {
        console.say("the output cannot be written: " + out.failure().get());
        code = ExitCode.BAD_INPUT;
      }
    } catch (Throwable e) { // such as a class that cannot be loaded: never end in silence
      code = failures.end(e, false);
    } finally {
      end(code, interruption);
    }
  }

  private static void namesFromEnvironment() {
    String own = System.getenv(CommunicationNames.VARIABLE);
    if (own != null) {
      System.setProperty(CommunicationNames.VARIABLE, own);
    }
  }

  private static void end(int code, Interruption interruption) {
    interruption.finished();
    System.exit(code);
  }

  private static Console console(OutputStream out) {
    Integer width = Integer.getInteger("ringside.terminal.width");
    return new Console(
        utf8(out),
        utf8(new FileOutputStream(FileDescriptor.err)),
        width != null,
        Palette.of(width != null, System.getenv()),
        width == null || width == 0 ? ReportTable.UNBOUNDED : width,
        InstantSource.system());
  }

  private static PrintStream utf8(OutputStream out) {
    return new PrintStream(out, true, StandardCharsets.UTF_8);
  }

  private RingsideMain() {}
}
