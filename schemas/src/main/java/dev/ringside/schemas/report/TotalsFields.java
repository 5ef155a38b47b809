package dev.ringside.schemas.report;

import dev.ringside.core.series.RunningTotals;
import dev.ringside.core.series.SeriesKey;
import dev.ringside.core.series.SeriesTotal;
import dev.ringside.core.series.Timing;
import dev.ringside.core.series.Traffic;
import dev.ringside.core.series.TransportTotal;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.Optional;

/**
 * How the sums since a replica was first seen lie in a record, and in the state of a job: the
 * fields of {@code RunningTotals} in the order of their schema.
 */
public final class TotalsFields {

  private TotalsFields() {}

  public static void write(WireWriter out, RunningTotals totals) {
    AccountFields.write(out, totals.account());
    AccountFields.write(out, totals.passes());
    out.writeArray(totals.series(), TotalsFields::writeSeries);
    out.writeArray(totals.transports(), TotalsFields::writeTransport);
  }

  public static RunningTotals read(WireReader in) throws MalformedRecordException {
    return new RunningTotals(
        AccountFields.read(in),
        AccountFields.readPasses(in),
        in.readArray(TotalsFields::readSeries),
        in.readArray(TotalsFields::readTransport));
  }

  private static void writeSeries(WireWriter out, SeriesTotal series) {
    SeriesKey key = series.key();
    ReportFormat.PARALLELISMS.write(out, key.parallelism());
    out.writeInt(key.stage());
    ReportFormat.PHASES.write(out, key.phase());
    ReportFormat.COLLECTIVES.write(out, key.collective());
    ReportFormat.DATA_TYPES.write(out, key.dataType());
    out.writeInt(key.sizeClass());
    write(out, series.observed());
    out.writeLong(series.timing().sumNs());
    HistogramFields.write(out, series.durations());
    out.writeBoolean(series.expected().isPresent());
    write(out, series.expected().orElse(Traffic.NONE));
  }

  private static SeriesTotal readSeries(WireReader in) throws MalformedRecordException {
    return new SeriesTotal(
        new SeriesKey(
            ReportFormat.PARALLELISMS.read(in),
            in.readInt(),
            ReportFormat.PHASES.read(in),
            ReportFormat.COLLECTIVES.read(in),
            ReportFormat.DATA_TYPES.read(in),
            in.readInt()),
        readTraffic(in),
        new Timing(in.readLong(), HistogramFields.read(in)),
        readExpected(in));
  }

  private static Optional<Traffic> readExpected(WireReader in) throws MalformedRecordException {
    boolean checked = in.readBoolean();
    Traffic expected = readTraffic(in);
    return checked ? Optional.of(expected) : Optional.empty();
  }

  private static void write(WireWriter out, Traffic traffic) {
    out.writeLong(traffic.calls());
    out.writeLong(traffic.bytes());
    out.writeLong(traffic.wireBytes());
  }

  private static Traffic readTraffic(WireReader in) throws MalformedRecordException {
    return new Traffic(in.readLong(), in.readLong(), in.readLong());
  }

  private static void writeTransport(WireWriter out, TransportTotal total) {
    ReportFormat.COLLECTIVES.write(out, total.collective());
    ReportFormat.TRANSPORTS.write(out, total.transport());
    out.writeLong(total.calls());
  }

  private static TransportTotal readTransport(WireReader in) throws MalformedRecordException {
    return new TransportTotal(
        ReportFormat.COLLECTIVES.read(in), ReportFormat.TRANSPORTS.read(in), in.readLong());
  }
}
