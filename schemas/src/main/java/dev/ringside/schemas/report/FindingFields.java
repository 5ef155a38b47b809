package dev.ringside.schemas.report;

import dev.ringside.core.report.Finding;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;

/** How a finding lies in a record, with its evidence. */
final class FindingFields {

  private FindingFields() {}

  static void write(WireWriter out, Finding finding) {
    out.writeString(finding.kind());
    ReportFormat.SEVERITIES.write(out, finding.severity());
    ReportFormat.PARALLELISMS.write(out, finding.parallelism());
    out.writeArray(finding.ranks(), WireWriter::writeInt);
    out.writeString(finding.text());
    out.writeMap(finding.evidence(), WireWriter::writeString);
  }

  static Finding read(WireReader in) throws MalformedRecordException {
    return new Finding(
        in.readString(),
        ReportFormat.SEVERITIES.read(in),
        ReportFormat.PARALLELISMS.read(in),
        in.readArray(WireReader::readInt),
        in.readString(),
        in.readMap(WireReader::readString));
  }
}
