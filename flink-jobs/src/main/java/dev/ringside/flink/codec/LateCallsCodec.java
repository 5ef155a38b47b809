package dev.ringside.flink.codec;

import dev.ringside.core.books.LateCalls;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;

/** Late calls on their way to the side output. */
public final class LateCallsCodec extends WireCodec<LateCalls> {

  private static final long serialVersionUID = 1;

  @Override
  void write(LateCalls late, WireWriter out) {
    out.writeString(late.deployment());
    out.writeInt(late.replica());
    out.writeInt(late.rank());
    out.writeLong(late.passIndex());
    out.writeLong(late.endNs());
    out.writeLong(late.calls());
  }

  @Override
  LateCalls read(WireReader in, int writtenVersion) throws MalformedRecordException {
    return new LateCalls(
        in.readString(), in.readInt(), in.readInt(), in.readLong(), in.readLong(), in.readLong());
  }
}
