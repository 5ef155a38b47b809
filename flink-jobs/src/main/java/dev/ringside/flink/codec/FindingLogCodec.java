package dev.ringside.flink.codec;

import dev.ringside.core.finding.FindingLog;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.FindingRecordCodec;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;

/**
 * The findings of a replica in state. The records in it are laid out as the current schema of
 * {@code FindingRecord} has them: a change there is a new version here.
 */
public final class FindingLogCodec extends WireCodec<FindingLog> {

  private static final long serialVersionUID = 1;

  @Override
  public int version() {
    return 1;
  }

  @Override
  void write(FindingLog log, WireWriter out) {
    out.writeArray(log.kept(), FindingLogCodec::writeKept);
  }

  @Override
  FindingLog read(WireReader in, int writtenVersion) throws MalformedRecordException {
    return new FindingLog(in.readArray(FindingLogCodec::readKept));
  }

  private static void writeKept(WireWriter out, FindingLog.Kept kept) {
    FindingRecordCodec.write(out, kept.record());
    out.writeLong(kept.lastStartNs());
    out.writeInt(kept.clear());
    out.writeLong(kept.clearStartNs());
  }

  private static FindingLog.Kept readKept(WireReader in) throws MalformedRecordException {
    return new FindingLog.Kept(
        FindingRecordCodec.read(in), in.readLong(), in.readInt(), in.readLong());
  }
}
