package dev.ringside.cli.finding;

import dev.ringside.cli.report.text.Printable;
import dev.ringside.cli.report.text.TextTable;
import dev.ringside.core.finding.FindingLog;
import dev.ringside.core.finding.FindingRecord;
import dev.ringside.core.report.Culprit;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.WindowReport;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Findings of a running cluster as text: a line each, and the story of one. */
public final class FindingText {

  private static final int MOST_ROWS = 12;

  private FindingText() {}

  /**
   * A table of findings; their sentences are in {@code explain}.
   *
   * @param width columns of the terminal
   */
  public static String table(List<FindingRecord> findings, int width) {
    if (findings.isEmpty()) {
      return "no open findings\n";
    }
    return String.join(
            "\n",
            new TextTable<>(width, findings)
                .left("id", FindingRecord::id)
                .left("severity", one -> one.finding().severity().label())
                .left("state", one -> one.state().label())
                .left("kind", one -> one.finding().kind())
                .left("deployment", one -> Printable.line(one.deployment()))
                .right("replica", one -> String.valueOf(one.replica()))
                .left("culprit", one -> Printable.line(culprit(one).words()))
                .left("since", one -> time(one.firstNs()))
                .left("last seen", one -> time(one.lastNs()))
                .lines())
        + "\n";
  }

  /** One change, for {@code --watch}. */
  public static String line(FindingRecord one) {
    return "%s %s %s %s %s/%d %s: %s%n"
        .formatted(
            time(one.lastNs()),
            one.state().name(),
            one.finding().severity().label(),
            one.id(),
            Printable.line(one.deployment()),
            one.replica(),
            one.finding().kind(),
            Printable.line(one.finding().text()));
  }

  /**
   * The story of a finding: what, whose fault, since when, the figures, what to do, and the calls
   * of the window that was compared last.
   *
   * @param window last report of the replica's windows
   */
  public static String story(FindingRecord one, Optional<WindowReport> window) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s %s (%s), %s"
            .formatted(
                one.id(), one.finding().kind(), one.finding().severity().label(), state(one)));
    lines.add("");
    lines.add(Printable.line(one.finding().text()));
    lines.add("");
    lines.add(
        "deployment  %s, replica %d".formatted(Printable.line(one.deployment()), one.replica()));
    lines.add("culprit     " + Printable.line(culprit(one).words()));
    lines.add("since       " + time(one.firstNs()));
    lines.add("last seen   %s, in %d windows".formatted(time(one.lastNs()), one.windows()));
    lines.add(String.format(Locale.ROOT, "coverage    %.3f of the ranks", one.coverage()));
    one.finding()
        .evidence()
        .forEach((name, value) -> lines.add("%-11s %s".formatted(name, Printable.line(value))));
    if (!one.finding().cause().suggestion().isEmpty()) {
      lines.add("");
      lines.add("What to do: " + Printable.line(one.finding().cause().suggestion()));
    }
    window.ifPresent(report -> lines.addAll(calls(one, report)));
    return String.join("\n", lines) + "\n";
  }

  private static String state(FindingRecord one) {
    return switch (one.state()) {
      case OPEN, UPDATED -> "open";
      case RESOLVED -> "resolved";
      case UNKNOWN -> "in a state that this release does not know";
    };
  }

  private static List<String> calls(FindingRecord one, WindowReport report) {
    List<ReportRow> rows =
        report.rows().stream()
            .filter(row -> row.verdict().isDifference())
            .filter(row -> concerns(one, row))
            .toList();
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        "The replica's last window, %s to %s: %s%s"
            .formatted(
                time(report.startNs()),
                time(report.endNs()),
                report.verdict().label(),
                rows.isEmpty() ? "; all of its rows are as expected" : ""));
    rows.stream().limit(MOST_ROWS).forEach(row -> lines.add("  " + row(row)));
    if (rows.size() > MOST_ROWS) {
      lines.add("  and %d more rows".formatted(rows.size() - MOST_ROWS));
    }
    return lines;
  }

  private static boolean concerns(FindingRecord one, ReportRow row) {
    return one.finding().parallelism().label().isEmpty()
        || one.finding().parallelism() == row.parallelism();
  }

  private static String row(ReportRow row) {
    return "%s stage %d %s %s of %d %s: %d to %d calls a rank, %s expected"
        .formatted(
            row.parallelism().label(),
            row.stage(),
            row.phase().label(),
            row.collective().label(),
            row.sendElements(),
            row.dataType().label(),
            row.observedMin(),
            row.observedMax(),
            row.expected().isPresent() ? String.valueOf(row.expectedPerRank()) : "none");
  }

  private static Culprit culprit(FindingRecord one) {
    return FindingLog.culprit(one.finding(), one.deployment(), one.replica());
  }

  /** To the second, in UTC. */
  static String time(long ns) {
    return Instant.EPOCH.plusNanos(ns).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
