package dev.ringside.cli.finding;

import dev.ringside.core.finding.FindingRecord;
import dev.ringside.core.finding.FindingState;
import dev.ringside.core.report.WindowReport;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.FindingRecordCodec;
import dev.ringside.schemas.report.WindowReportCodec;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Records of the topics as values; what cannot be read, because a newer job wrote it, is left out.
 */
public final class KnownFindings {

  private KnownFindings() {}

  /**
   * The findings among these records: the most severe first, then those that began first.
   *
   * @param deployment of which; empty for all
   * @param over whether those that are over belong to them
   */
  public static List<FindingRecord> of(
      Collection<byte[]> records, Optional<String> deployment, boolean over) {
    return records.stream()
        .map(KnownFindings::finding)
        .flatMap(Optional::stream)
        .filter(one -> deployment.map(one.deployment()::equals).orElse(true))
        .filter(one -> over || one.state() != FindingState.RESOLVED)
        .sorted(
            Comparator.comparing((FindingRecord one) -> one.finding().severity())
                .reversed()
                .thenComparingLong(FindingRecord::firstNs)
                .thenComparing(FindingRecord::id))
        .toList();
  }

  public static Optional<FindingRecord> finding(byte[] record) {
    try {
      return Optional.of(FindingRecordCodec.decode(record));
    } catch (MalformedRecordException e) {
      return Optional.empty();
    }
  }

  /** The reports among these records, by their keys. */
  public static List<WindowReport> reports(Map<String, byte[]> records) {
    return records.values().stream()
        .map(KnownFindings::report)
        .flatMap(Optional::stream)
        .sorted(
            Comparator.comparing(WindowReport::deployment)
                .thenComparingInt(WindowReport::replica)
                .thenComparing(WindowReport::scope)
                .thenComparing(WindowReport::runId))
        .toList();
  }

  public static Optional<WindowReport> report(byte[] record) {
    try {
      return Optional.of(WindowReportCodec.decode(record));
    } catch (MalformedRecordException e) {
      return Optional.empty();
    }
  }
}
