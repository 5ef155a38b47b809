package dev.ringside.cli.console;

import dev.ringside.cli.report.table.ReportTable;
import dev.ringside.cli.report.text.Palette;
import dev.ringside.cli.report.text.Printable;
import java.io.PrintStream;
import java.time.InstantSource;

/**
 * Where a command writes, results to {@code out} and everything else to {@code err}, and the clock
 * that it reads.
 *
 * @param terminal true if {@code out} is a terminal
 * @param width columns of that terminal
 */
public record Console(
    PrintStream out,
    PrintStream err,
    boolean terminal,
    Palette palette,
    int width,
    InstantSource clock) {

  /** Without colour and width, for a file, a pipe or a test. */
  public static Console plain(PrintStream out, PrintStream err, InstantSource clock) {
    return new Console(out, err, false, Palette.PLAIN, ReportTable.UNBOUNDED, clock);
  }

  /** Writes one line to {@code err}, whatever the text holds. */
  public void say(String text) {
    err.println("ringside: " + Printable.line(text));
  }

  /** Writes lines to {@code out}. */
  public void show(String lines) {
    out.print(Printable.lines(lines));
    out.flush();
  }
}
