package dev.ringside.schemas.report;

import dev.ringside.core.report.ReportRow;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;

/** How one row of a report lies in a record. */
final class RowFields {

  private RowFields() {}

  static void write(WireWriter out, ReportRow row) {
    ReportFormat.PARALLELISMS.write(out, row.parallelism());
    out.writeInt(row.stage());
    out.writeArray(row.ranks(), WireWriter::writeInt);
    ReportFormat.PHASES.write(out, row.phase());
    ReportFormat.PHASE_SOURCES.write(out, row.phaseSource());
    out.writeArray(row.purposes(), WireWriter::writeString);
    ReportFormat.COLLECTIVES.write(out, row.collective());
    out.writeLong(row.sendElements());
    ReportFormat.DATA_TYPES.write(out, row.dataType());
    out.writeArray(row.transports(), ReportFormat.TRANSPORTS::write);
    out.writeLong(row.messageBytes());
    out.writeLong(row.observedMin());
    out.writeLong(row.observedMax());
    out.writeLong(row.expectedPerRank());
    out.writeLong(row.observedBytes());
    out.writeLong(row.expectedBytes());
    out.writeLong(row.wireBytes());
    out.writeLong(row.expectedWireBytes());
    out.writeDouble(row.busFactor());
    out.writeLong(row.durationNs());
    HistogramFields.write(out, row.durations());
    ReportFormat.VERDICTS.write(out, row.verdict());
  }

  static ReportRow read(WireReader in) throws MalformedRecordException {
    return new ReportRow(
        ReportFormat.PARALLELISMS.read(in),
        in.readInt(),
        in.readArray(WireReader::readInt),
        ReportFormat.PHASES.read(in),
        ReportFormat.PHASE_SOURCES.read(in),
        in.readArray(WireReader::readString),
        ReportFormat.COLLECTIVES.read(in),
        in.readLong(),
        ReportFormat.DATA_TYPES.read(in),
        in.readArray(ReportFormat.TRANSPORTS::read),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readDouble(),
        in.readLong(),
        HistogramFields.read(in),
        ReportFormat.VERDICTS.read(in));
  }
}
