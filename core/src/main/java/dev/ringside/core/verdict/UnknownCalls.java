package dev.ringside.core.verdict;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What the recording does not tell about the calls of some rows, said in findings. */
final class UnknownCalls {

  private UnknownCalls() {}

  /**
   * @param rows with the verdicts that the comparison gave them
   */
  static List<Finding> findings(List<ReportRow> rows) {
    List<Finding> findings = new ArrayList<>();
    List<ReportRow> strange = select(rows, UnknownCalls::isNotUnderstood);
    if (!strange.isEmpty()) {
      findings.add(notUnderstood(strange));
    }
    List<ReportRow> unsized = select(rows, UnknownCalls::isLeftOpen);
    if (!unsized.isEmpty()) {
      findings.add(sizesNotKnown(unsized));
    }
    List<ReportRow> counted = select(rows, row -> row.verdict() == Verdict.MATCH_BY_COUNT);
    if (!counted.isEmpty()) {
      findings.add(comparedByCount(counted, rows.size()));
    }
    return findings;
  }

  private static List<ReportRow> select(List<ReportRow> rows, Predicate<ReportRow> which) {
    return rows.stream().filter(which).toList();
  }

  private static boolean isNotUnderstood(ReportRow row) {
    return row.collective() == Collective.UNKNOWN;
  }

  private static boolean isLeftOpen(ReportRow row) {
    return row.verdict() == Verdict.INSUFFICIENT
        && !row.key().isSized()
        && row.observedMax() > 0
        && row.isRecorded()
        && !isNotUnderstood(row);
  }

  private static Finding notUnderstood(List<ReportRow> rows) {
    long calls = rows.stream().mapToLong(row -> row.durations().count()).sum();
    long ofRank = callsOfRank(rows);
    return FindingKind.CALLS_NOT_UNDERSTOOD
        .saying(calls, ofRank)
        .with("calls", calls)
        .with("calls_of_rank", ofRank);
  }

  private static Finding sizesNotKnown(List<ReportRow> rows) {
    long ofRank = callsOfRank(rows);
    StringJoiner collectives = new StringJoiner(", ");
    rows.stream().map(row -> row.collective().label()).distinct().forEach(collectives::add);
    return FindingKind.SIZES_NOT_KNOWN
        .saying(ofRank, collectives)
        .with("calls_of_rank", ofRank)
        .with("collectives", collectives);
  }

  private static Finding comparedByCount(List<ReportRow> counted, int rows) {
    StringJoiner untold = new StringJoiner(", ");
    if (counted.stream().anyMatch(row -> row.sendElements() < 0)) {
      untold.add("sizes");
    }
    if (counted.stream().anyMatch(row -> !row.key().isSized())) {
      untold.add("element types");
    }
    if (counted.stream().anyMatch(row -> row.phase() == Phase.UNKNOWN)) {
      untold.add("phases");
    }
    return FindingKind.COMPARED_BY_COUNT
        .saying(counted.size(), rows, untold)
        .with("rows", counted.size())
        .with("unknown", untold);
  }

  /** A rank is in one stage. */
  private static long callsOfRank(List<ReportRow> rows) {
    Map<Integer, Long> byStage = new TreeMap<>();
    rows.forEach(row -> byStage.merge(row.stage(), row.observedMax(), Long::sum));
    return Collections.max(byStage.values());
  }
}
