package dev.ringside.schemas.report;

import dev.ringside.core.report.Cause;
import dev.ringside.core.report.Culprit;
import dev.ringside.core.report.Finding;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.Optional;
import java.util.OptionalLong;

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
    write(out, finding.cause());
  }

  private static void write(WireWriter out, Cause cause) {
    ReportFormat.CULPRITS.write(out, cause.culprit().type());
    out.writeArray(cause.culprit().ids(), WireWriter::writeString);
    out.writeOptional(optional(cause.sinceNs()), WireWriter::writeLong);
    out.writeOptional(optional(cause.untilNs()), WireWriter::writeLong);
    out.writeString(cause.suggestion());
  }

  private static Optional<Long> optional(OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }

  static Finding read(WireReader in) throws MalformedRecordException {
    return new Finding(
        in.readString(),
        ReportFormat.SEVERITIES.read(in),
        ReportFormat.PARALLELISMS.read(in),
        in.readArray(WireReader::readInt),
        in.readString(),
        in.readMap(WireReader::readString),
        readCause(in));
  }

  private static Cause readCause(WireReader in) throws MalformedRecordException {
    Culprit culprit =
        new Culprit(ReportFormat.CULPRITS.read(in), in.readArray(WireReader::readString));
    return new Cause(culprit, readTime(in), readTime(in), in.readString());
  }

  private static OptionalLong readTime(WireReader in) throws MalformedRecordException {
    return in.readOptional(WireReader::readLong).map(OptionalLong::of).orElse(OptionalLong.empty());
  }
}
