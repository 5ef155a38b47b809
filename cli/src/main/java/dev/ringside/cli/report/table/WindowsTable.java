package dev.ringside.cli.report.table;

import dev.ringside.cli.outcome.ObservedRun;
import dev.ringside.cli.report.text.Humanised;
import dev.ringside.cli.report.text.Palette;
import dev.ringside.cli.report.text.TextTable;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.statistics.ExponentialHistogram;
import dev.ringside.simulator.fault.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Windows of a simulated run, a line each: what the job saw beside what was injected.
 *
 * <p>Durations are those of the collective that the window has most calls of.
 */
public final class WindowsTable {

  private final Palette palette;
  private final int width;

  public WindowsTable(Palette palette, int width) {
    this.palette = palette;
    this.width = width;
  }

  /** All lines, each ended by a newline. */
  public String render(ObservedRun outcome) {
    List<WindowReport> windows = outcome.windows();
    long startNs = outcome.scenario().startNs();
    List<String> lines = new ArrayList<>();
    lines.addAll(
        new TextTable<>(width, windows)
            .right("from", w -> seconds(w.startNs() - startNs))
            .right("prefill", 4, w -> Humanised.count(w.passes().prefill()))
            .right("decode", w -> Humanised.count(w.passes().decode()))
            .right("calls", WindowsTable::calls)
            .left("mostly", 3, WindowsTable::mostly)
            .right("p50", 2, w -> quantile(w, 0.5))
            .right("p99", 2, w -> quantile(w, 0.99))
            .right("coverage", 5, WindowsTable::coverage)
            .painted(
                "verdict", w -> w.verdict().words(), text -> palette.paint(verdictOf(text), text))
            .left("rows that differ", 1, WindowsTable::differing)
            .left("injected", w -> injected(outcome, w))
            .lines());
    return String.join("\n", lines) + "\n";
  }

  private static Verdict verdictOf(String words) {
    return Verdict.valueOf(words.replace(' ', '_').toUpperCase(Locale.ROOT));
  }

  private static String seconds(long ns) {
    return String.format(Locale.ROOT, "%.1f s", ns / 1e9);
  }

  private static String calls(WindowReport window) {
    return Humanised.count(window.rows().stream().mapToLong(row -> row.durations().count()).sum());
  }

  private static Optional<ReportRow> most(WindowReport window) {
    return window.rows().stream()
        .max((a, b) -> Long.compare(a.durations().count(), b.durations().count()));
  }

  private static String mostly(WindowReport window) {
    return most(window)
        .map(
            row ->
                "%s %s %s"
                    .formatted(
                        row.phase().label(),
                        row.collective().label(),
                        Humanised.size(row.messageBytes())))
        .orElse(Humanised.UNKNOWN);
  }

  private static String quantile(WindowReport window, double q) {
    Optional<ReportRow> most = most(window);
    if (most.isEmpty()) {
      return Humanised.UNKNOWN;
    }
    ExponentialHistogram all = new ExponentialHistogram();
    Collective collective = most.get().collective();
    window.rows().stream()
        .filter(
            row ->
                row.collective() == collective
                    && row.phase() == most.get().phase()
                    && row.messageBytes() == most.get().messageBytes())
        .forEach(row -> all.merge(row.durations()));
    return Humanised.time(all.quantile(q));
  }

  private static String coverage(WindowReport window) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * window.coverage());
  }

  private static String differing(WindowReport window) {
    long differing = window.rows().stream().filter(row -> row.verdict().isDifference()).count();
    return differing == 0 ? Humanised.UNKNOWN : differing + " of " + window.rows().size();
  }

  private static String injected(ObservedRun outcome, WindowReport window) {
    long from = window.startNs() - outcome.scenario().startNs();
    long to = window.endNs() - outcome.scenario().startNs();
    List<String> words = new ArrayList<>();
    for (Fault fault : outcome.scenario().faults()) {
      if (fault.fromNs() < to && fault.toNs() > from) {
        words.add(fault.kind().label() + " at " + fault.culprit());
      }
    }
    return words.isEmpty() ? Humanised.UNKNOWN : String.join(", ", words);
  }
}
