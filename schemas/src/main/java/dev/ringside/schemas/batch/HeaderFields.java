package dev.ringside.schemas.batch;

import dev.ringside.core.batch.BatchContents;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.BatchOrigin;
import dev.ringside.core.batch.BatchUnits;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.Sight;
import dev.ringside.core.progress.Place;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.List;

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
    out.writeLong(header.origin().place().pid());
    out.writeString(header.origin().place().gpu());
    out.writeString(header.origin().place().sight().label());
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
    String deployment = in.readString();
    int replica = in.readInt();
    int rank = in.readInt();
    String agent = in.readString();
    String runId = in.readString();
    Place place =
        new Place(in.readString(), in.readLong(), in.readString(), Sight.ofLabel(in.readString()));
    long sequence = in.readLong();
    BatchUnits units = new BatchUnits(in.readString(), in.readInt(), in.readInt());
    boolean endOfStream = in.readBoolean();
    List<Integer> runRanks = in.readArray(Bound.RUN_RANKS, WireReader::readInt);
    BatchContents contents =
        new BatchContents(
            in.readMap(WireReader::readLong), in.readInt(), in.readLong(), in.readLong());
    return new BatchHeader(
        new BatchOrigin(deployment, replica, rank, agent, runId, place, runRanks),
        units,
        sequence,
        endOfStream,
        contents);
  }
}
