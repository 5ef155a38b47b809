package dev.ringside.schemas.report;

import dev.ringside.core.account.Phase;
import dev.ringside.core.account.PhaseSource;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.RowKey;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.series.Timing;
import dev.ringside.core.series.Traffic;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.List;
import java.util.Optional;

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
    Traffic expected = row.expected().orElse(Traffic.NONE);
    out.writeLong(row.observed().bytes());
    out.writeLong(expected.bytes());
    out.writeLong(row.observed().wireBytes());
    out.writeLong(expected.wireBytes());
    out.writeDouble(row.message().busFactor());
    out.writeLong(row.timing().sumNs());
    HistogramFields.write(out, row.durations());
    ReportFormat.VERDICTS.write(out, row.verdict());
    out.writeArray(row.absent(), WireWriter::writeInt);
    out.writeArray(row.planned(), ReportFormat.TRANSPORTS::write);
  }

  static ReportRow read(WireReader in) throws MalformedRecordException {
    Parallelism parallelism = ReportFormat.PARALLELISMS.read(in);
    int stage = in.readInt();
    List<Integer> ranks = in.readArray(WireReader::readInt);
    Phase phase = ReportFormat.PHASES.read(in);
    PhaseSource phaseSource = ReportFormat.PHASE_SOURCES.read(in);
    List<String> purposes = in.readArray(WireReader::readString);
    RowKey key =
        new RowKey(
            parallelism,
            stage,
            phase,
            ReportFormat.COLLECTIVES.read(in),
            in.readLong(),
            ReportFormat.DATA_TYPES.read(in));
    List<Transport> transports = in.readArray(ReportFormat.TRANSPORTS::read);
    long messageBytes = in.readLong();
    long observedMin = in.readLong();
    long observedMax = in.readLong();
    long expectedPerRank = in.readLong();
    long observedBytes = in.readLong();
    long expectedBytes = in.readLong();
    Traffic observed = new Traffic(observedMax, observedBytes, in.readLong());
    Traffic expected = new Traffic(expectedPerRank, expectedBytes, in.readLong());
    ReportRow.Message message = new ReportRow.Message(messageBytes, in.readDouble());
    Timing timing = new Timing(in.readLong(), HistogramFields.read(in));
    Verdict verdict = ReportFormat.VERDICTS.read(in);
    List<Integer> absent = in.readArray(WireReader::readInt);
    return new ReportRow(
        key,
        phaseSource,
        ranks,
        absent,
        purposes,
        transports,
        in.readArray(ReportFormat.TRANSPORTS::read),
        message,
        observedMin,
        observed,
        expectedPerRank < 0 ? Optional.empty() : Optional.of(expected),
        timing,
        verdict);
  }
}
