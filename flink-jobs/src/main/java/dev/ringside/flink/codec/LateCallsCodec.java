package dev.ringside.flink.codec;

import dev.ringside.core.books.LateCalls;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Late calls on their way to the side output. */
public final class LateCallsCodec implements BinaryCodec<LateCalls> {

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(LateCalls late, DataOutput out) throws IOException {
    out.writeUTF(late.deployment());
    out.writeInt(late.replica());
    out.writeInt(late.rank());
    out.writeLong(late.passIndex());
    out.writeLong(late.endNs());
    out.writeLong(late.calls());
  }

  @Override
  public LateCalls read(DataInput in, int writtenVersion) throws IOException {
    return new LateCalls(
        in.readUTF(), in.readInt(), in.readInt(), in.readLong(), in.readLong(), in.readLong());
  }
}
