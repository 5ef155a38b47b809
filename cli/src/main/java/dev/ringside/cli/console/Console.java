package dev.ringside.cli.console;

import dev.ringside.cli.report.text.Palette;
import dev.ringside.cli.report.table.ReportTable;
import java.io.PrintStream;
import java.time.InstantSource;

/**
 * Where a command writes: results to {@code out}, everything else to {@code err}; and the time it
 * goes by.
 *
 * @param terminal true if {@code out} is read by a person
 * @param width columns of that terminal
 */
public record Console(
    PrintStream out,
    PrintStream err,
    boolean terminal,
    Palette palette,
    int width,
    InstantSource clock) {

  /** Neither colour nor width: a file, a pipe, a test. */
  public static Console plain(PrintStream out, PrintStream err, InstantSource clock) {
    return new Console(out, err, false, Palette.PLAIN, ReportTable.UNBOUNDED, clock);
  }

  /** One line to the person at the terminal, or into the log of whatever runs us. */
  public void say(String line) {
    err.println("ringside: " + line);
  }
}
