package dev.ringside.schemas.report;

import dev.ringside.core.finding.FindingRecord;
import dev.ringside.core.finding.FindingState;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.EnumSymbols;
import dev.ringside.schemas.wire.RecordFormat;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;

/**
 * Encodes and decodes the records on the topic {@code ringside.findings}, without loss. A state or
 * kind of culprit that only a newer release knows is read as unknown. Thread-safe: no state.
 */
public final class FindingRecordCodec {

  private static final RecordFormat RECORD = RecordFormat.of("FindingRecord");

  private static final EnumSymbols<FindingState> STATES =
      RECORD.symbols("FindingState", FindingState.class, FindingState.UNKNOWN);

  private FindingRecordCodec() {}

  public static byte[] encode(FindingRecord record) {
    return RECORD.encode(record, FindingRecordCodec::write);
  }

  public static FindingRecord decode(byte[] record) throws MalformedRecordException {
    return RECORD.decode(record, FindingRecordCodec::read);
  }

  /** The body without the frame, for state. */
  public static void write(WireWriter out, FindingRecord record) {
    out.writeString(record.id());
    STATES.write(out, record.state());
    out.writeString(record.deployment());
    out.writeInt(record.replica());
    FindingFields.write(out, record.finding());
    out.writeDouble(record.coverage());
    out.writeLong(record.firstNs());
    out.writeLong(record.lastNs());
    out.writeLong(record.windows());
  }

  /**
   * The body as {@link #write} left it.
   *
   * @throws MalformedRecordException if it is none
   */
  public static FindingRecord read(WireReader in) throws MalformedRecordException {
    return new FindingRecord(
        in.readString(),
        STATES.read(in),
        in.readString(),
        in.readInt(),
        FindingFields.read(in),
        in.readDouble(),
        in.readLong(),
        in.readLong(),
        in.readLong());
  }
}
