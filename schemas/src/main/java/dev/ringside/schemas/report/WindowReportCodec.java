package dev.ringside.schemas.report;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.ShortReport;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Served;
import dev.ringside.core.report.WindowReport.Span;
import dev.ringside.core.report.WindowReport.Subject;
import dev.ringside.core.series.RunningTotals;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Encodes and decodes the reports on the topic {@code ringside.reports}, without loss. A verdict
 * that only a newer release knows is read as insufficient, never as a match. Thread-safe: no state.
 */
public final class WindowReportCodec {

  private static final int MOST_ENTRIES = 1024;

  /** In place of a share that is not known. */
  private static final double UNKNOWN = -1;

  private WindowReportCodec() {}

  public static byte[] encode(WindowReport report) {
    return ReportFormat.RECORD.encode(report, WindowReportCodec::write);
  }

  /**
   * The report in at most so many bytes: whole if it fits, or else {@linkplain ShortReport
   * shortened} as far as that takes. With names and reasons within their bounds, about 20 KB hold
   * any report.
   */
  public static byte[] encodeWithin(long mostBytes, WindowReport report) {
    byte[] bytes = encode(report);
    int entries = MOST_ENTRIES;
    while (bytes.length > mostBytes && entries > 0) {
      bytes = encode(ShortReport.of(report, entries));
      entries /= 4;
    }
    return bytes;
  }

  public static WindowReport decode(byte[] record) throws MalformedRecordException {
    return ReportFormat.RECORD.decode(record, WindowReportCodec::read);
  }

  private static void write(WireWriter out, WindowReport report) {
    ReportFormat.SCOPES.write(out, report.scope());
    out.writeString(report.deployment());
    out.writeInt(report.replica());
    out.writeString(report.runId());
    out.writeString(report.modelName());
    out.writeString(report.engine());
    out.writeOptional(report.layout(), WindowReportCodec::writeLayout);
    out.writeLong(report.startNs());
    out.writeLong(report.endNs());
    AccountFields.write(out, report.account());
    AccountFields.write(out, report.passes());
    out.writeArray(report.ranks(), WireWriter::writeInt);
    out.writeDouble(report.coverage());
    out.writeArray(report.rows(), RowFields::write);
    out.writeArray(report.findings(), FindingFields::write);
    ReportFormat.VERDICTS.write(out, report.verdict());
    TotalsFields.write(out, report.totals());
    out.writeDouble(report.callCoverage().orElse(UNKNOWN));
    out.writeOptional(report.told(), EngineFields::write);
  }

  private static WindowReport read(WireReader in) throws MalformedRecordException {
    Subject subject =
        new Subject(ReportFormat.SCOPES.read(in), in.readString(), in.readInt(), in.readString());
    Served served =
        new Served(
            in.readString(), in.readString(), in.readOptional(WindowReportCodec::readLayout));
    Span span = new Span(in.readLong(), in.readLong());
    Account account = AccountFields.read(in);
    PassCounts passes = AccountFields.readPasses(in);
    List<Integer> ranks = in.readArray(WireReader::readInt);
    double coverage = in.readDouble();
    List<ReportRow> rows = in.readArray(RowFields::read);
    List<Finding> findings = in.readArray(FindingFields::read);
    Verdict verdict = ReportFormat.VERDICTS.read(in);
    RunningTotals totals = TotalsFields.read(in);
    double ofCalls = in.readDouble();
    return new WindowReport(
        subject,
        served,
        span,
        account,
        passes,
        ranks,
        coverage,
        ofCalls < 0 ? OptionalDouble.empty() : OptionalDouble.of(ofCalls),
        rows,
        findings,
        verdict,
        totals,
        in.readOptional(EngineFields::read));
  }

  private static void writeLayout(WireWriter out, ParallelLayout layout) {
    out.writeInt(layout.tensor());
    out.writeInt(layout.pipeline());
    out.writeInt(layout.data());
  }

  private static ParallelLayout readLayout(WireReader in) throws MalformedRecordException {
    return new ParallelLayout(in.readInt(), in.readInt(), in.readInt());
  }
}
