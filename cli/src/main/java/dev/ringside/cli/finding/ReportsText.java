package dev.ringside.cli.finding;

import dev.ringside.cli.report.text.Printable;
import dev.ringside.cli.report.text.TextTable;
import dev.ringside.core.report.WindowReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What is on the topic of reports, a line each. */
public final class ReportsText {

  private ReportsText() {}

  /**
   * @param now against which the reports are so old
   * @param width columns of the terminal
   */
  public static String table(List<WindowReport> reports, Instant now, int width) {
    if (reports.isEmpty()) {
      return "no reports\n";
    }
    return String.join(
            "\n",
            new TextTable<>(width, reports)
                .left("deployment", one -> Printable.line(name(one)))
                .right("replica", one -> String.valueOf(one.replica()))
                .left("of", ReportsText::subject)
                .left("until", one -> FindingText.time(one.endNs()))
                .right("age", one -> age(one, now))
                .left("verdict", one -> one.verdict().label())
                .right(
                    "coverage", one -> String.format(Locale.ROOT, "%.1f %%", 100 * one.coverage()))
                .right("passes", one -> String.valueOf(one.passes().complete()))
                .right("findings", one -> String.valueOf(one.findings().size()))
                .lines())
        + "\n";
  }

  private static String name(WindowReport report) {
    return report.deployment().isEmpty() ? "none" : report.deployment();
  }

  private static String subject(WindowReport report) {
    return report.scope() == WindowReport.Scope.RUN
        ? "run " + Printable.line(report.runId())
        : "window";
  }

  /** Of event time: a replayed recording is as old as it was moved to. */
  private static String age(WindowReport report, Instant now) {
    long seconds = Duration.between(Instant.EPOCH.plusNanos(report.endNs()), now).toSeconds();
    return seconds < 0 ? "0 s" : seconds + " s";
  }
}
