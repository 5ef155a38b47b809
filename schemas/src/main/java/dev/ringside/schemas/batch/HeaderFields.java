package dev.ringside.schemas.batch;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;

/** How the header lies in a batch: the first fields of the record. */
final class HeaderFields {

  private HeaderFields() {}

  static void write(WireWriter out, BatchHeader header) {
    out.writeString(header.deployment());
    out.writeInt(header.replica());
    out.writeInt(header.rank());
    out.writeString(header.agent());
    out.writeString(header.runId());
    out.writeString(header.host());
    out.writeLong(header.batchSequence());
    out.writeString(header.clock());
    out.writeInt(header.startUnitNs());
    out.writeInt(header.durationUnitNs());
    out.writeBoolean(header.endOfStream());
    out.writeArray(header.runRanks(), WireWriter::writeInt);
    out.writeMap(header.rejected(), WireWriter::writeLong);
    out.writeInt(header.calls());
    out.writeLong(header.firstStartNs());
    out.writeLong(header.lastEndNs());
  }

  static BatchHeader read(WireReader in) throws MalformedRecordException {
    return new BatchHeader(
        in.readString(),
        in.readInt(),
        in.readInt(),
        in.readString(),
        in.readString(),
        in.readString(),
        in.readLong(),
        in.readString(),
        in.readInt(),
        in.readInt(),
        in.readBoolean(),
        in.readArray(WireReader::readInt),
        in.readMap(WireReader::readLong),
        in.readInt(),
        in.readLong(),
        in.readLong());
  }
}
