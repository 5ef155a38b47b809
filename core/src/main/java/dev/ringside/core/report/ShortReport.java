package dev.ringside.core.report;

import dev.ringside.core.account.Phase;
import dev.ringside.core.account.PhaseSource;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.series.RunningTotals;
import dev.ringside.core.series.SeriesKey;
import dev.ringside.core.series.SeriesTotal;
import dev.ringside.core.series.Timing;
import dev.ringside.core.series.Traffic;
import dev.ringside.core.statistics.ExponentialHistogram;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A report that is too large to be sent, with bounded lists. Verdict, coverage, account and passes
 * stay; the rows and series that have no room are summed into one, so that no call is lost; lists
 * of ranks and of findings end early. A finding says so.
 */
public final class ShortReport {

  private static final int MOST_TEXT = 1_024;

  private static final RowKey OTHER_ROWS =
      new RowKey(
          Parallelism.UNKNOWN,
          -1,
          Phase.UNKNOWN,
          Collective.UNKNOWN,
          ReportRow.UNKNOWN,
          DataType.UNKNOWN);

  private static final SeriesKey OTHER_SERIES =
      new SeriesKey(
          Parallelism.UNKNOWN,
          -1,
          Phase.UNKNOWN,
          Collective.UNKNOWN,
          DataType.UNKNOWN,
          SeriesKey.UNKNOWN_SIZE);

  private ShortReport() {}

  /**
   * The report with at most so many entries in each of its lists, beside sums of the others. Rows
   * that differ from the model are kept before others.
   */
  public static WindowReport of(WindowReport report, int most) {
    RunningTotals totals = report.totals();
    return new WindowReport(
        report.subject(),
        report.served(),
        report.span(),
        report.account(),
        report.passes(),
        first(most, report.ranks()),
        report.coverage(),
        report.callCoverage(),
        rows(most, report.rows()),
        findings(most, report),
        report.verdict(),
        new RunningTotals(
            totals.account(), totals.passes(), series(most, totals.series()), totals.transports()),
        report.told());
  }

  private static List<ReportRow> rows(int most, List<ReportRow> rows) {
    if (rows.size() <= most) {
      return rows.stream().map(row -> withRanks(most, row)).toList();
    }
    List<ReportRow> differingFirst =
        rows.stream()
            .sorted(Comparator.comparing((ReportRow row) -> !row.verdict().isDifference()))
            .toList();
    List<ReportRow> kept = new ArrayList<>();
    differingFirst.subList(0, most).forEach(row -> kept.add(withRanks(most, row)));
    kept.sort(Comparator.comparing(ReportRow::key));
    kept.add(sum(differingFirst.subList(most, rows.size())));
    return kept;
  }

  private static ReportRow withRanks(int most, ReportRow row) {
    if (row.ranks().size() <= most) {
      return row;
    }
    Set<Integer> absent = Set.copyOf(row.absent());
    // Of ranks that were seen at least one stays, so that the figures stay known.
    List<Integer> seen = row.ranks().stream().filter(rank -> !absent.contains(rank)).toList();
    List<Integer> kept = seen.isEmpty() ? row.ranks() : seen;
    return row.ofRanks(first(most, kept), seen.isEmpty() ? first(most, row.absent()) : List.of());
  }

  private static ReportRow sum(List<ReportRow> rows) {
    return new ReportRow(
        OTHER_ROWS,
        PhaseSource.UNKNOWN,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        new ReportRow.Message(ReportRow.UNKNOWN, 0),
        rows.stream().mapToLong(ReportRow::observedMin).reduce(0, Traffic::sum),
        rows.stream().map(ReportRow::observed).reduce(Traffic.NONE, Traffic::plus),
        rows.stream().map(ReportRow::expected).flatMap(Optional::stream).reduce(Traffic::plus),
        rows.stream()
            .map(ReportRow::timing)
            .reduce(new Timing(0, new ExponentialHistogram()), Timing::plus),
        Verdict.worst(rows.stream().map(ReportRow::verdict).toList()));
  }

  private static List<SeriesTotal> series(int most, List<SeriesTotal> series) {
    if (series.size() <= most) {
      return series;
    }
    List<SeriesTotal> kept = new ArrayList<>(series.subList(0, most));
    series.subList(most, series.size()).stream()
        .reduce(SeriesTotal::plus)
        .map(rest -> new SeriesTotal(OTHER_SERIES, rest.observed(), rest.timing(), rest.expected()))
        .ifPresent(kept::add);
    return kept;
  }

  private static List<Finding> findings(int most, WindowReport report) {
    List<Finding> kept = new ArrayList<>();
    kept.add(
        FindingKind.REPORT_SHORTENED
            .saying(report.rows().size(), report.totals().series().size(), most)
            .with("rows", report.rows().size())
            .with("series", report.totals().series().size())
            .with("kept", most));
    for (Finding finding : first(most, report.findings())) {
      kept.add(clipped(most, finding));
    }
    return kept;
  }

  /**
   * The finding with at most so many ranks and culprits, and with texts of bounded length: some 100
   * KB whatever it was.
   */
  public static Finding clipped(int most, Finding finding) {
    SortedMap<String, String> evidence = new TreeMap<>();
    finding.evidence().forEach((name, value) -> evidence.put(name, clipped(value)));
    Culprit culprit = finding.cause().culprit();
    return new Finding(
        finding.kind(),
        finding.severity(),
        finding.parallelism(),
        first(most, finding.ranks()),
        clipped(finding.text()),
        evidence,
        finding.cause().by(new Culprit(culprit.type(), first(most, culprit.ids()))));
  }

  private static String clipped(String text) {
    return text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) + " ..." : text;
  }

  private static <T> List<T> first(int most, List<T> all) {
    return all.size() <= most ? all : all.subList(0, most);
  }
}
