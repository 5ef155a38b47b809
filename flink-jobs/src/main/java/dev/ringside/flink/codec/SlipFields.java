package dev.ringside.flink.codec;

import dev.ringside.core.observation.SlipCount;
import dev.ringside.core.observation.SlipKey;
import dev.ringside.core.pass.Slip;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.ReportFormat;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/** The layout in state of passes' slips as a window counts them. */
final class SlipFields {

  private SlipFields() {}

  static void writeKey(WireWriter out, SlipKey key) {
    CallFields.writeWords(out, key.kind(), key.purpose());
    out.writeZigzag(key.term());
    ReportFormat.COLLECTIVES.write(out, key.expected());
    ReportFormat.COLLECTIVES.write(out, key.seen());
  }

  static SlipKey readKey(WireReader in) throws MalformedRecordException {
    return new SlipKey(
        CallFields.readSlipKind(in),
        CallFields.readPurpose(in),
        (int) in.readZigzag(),
        ReportFormat.COLLECTIVES.read(in),
        ReportFormat.COLLECTIVES.read(in));
  }

  static void writeCount(WireWriter out, SlipCount count) {
    CallFields.writeSlip(out, count.example());
    out.writeBytes(count.layers().toByteArray());
    out.writeEntries(count.ranks(), WireWriter::writeInt, SlipFields::writeOfRank);
    out.writeLong(count.firstEndNs());
  }

  static SlipCount readCount(WireReader in) throws MalformedRecordException {
    Slip example = CallFields.readSlip(in);
    BitSet layers = BitSet.valueOf(in.readBytes());
    Map<Integer, SlipCount.OfRank> ranks =
        in.readEntries(new TreeMap<>(), WireReader::readInt, SlipFields::readOfRank);
    return new SlipCount(example, layers, ranks, in.readLong());
  }

  private static void writeOfRank(WireWriter out, SlipCount.OfRank of) {
    out.writeVarint(of.passes());
    out.writeVarint(of.calls());
  }

  private static SlipCount.OfRank readOfRank(WireReader in) throws MalformedRecordException {
    return new SlipCount.OfRank(in.readVarint(), in.readVarint());
  }
}
