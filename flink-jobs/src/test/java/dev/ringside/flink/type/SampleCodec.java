package dev.ringside.flink.type;

import dev.ringside.flink.codec.BinaryCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Layout 2 added the count; layout 1 had the name only. */
final class SampleCodec implements BinaryCodec<Sample> {
  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(Sample value, DataOutput out) throws IOException {
    out.writeUTF(value.name());
    out.writeLong(value.count());
  }

  @Override
  public Sample read(DataInput in, int version) throws IOException {
    return new Sample(in.readUTF(), version == 1 ? -1 : in.readLong());
  }
}
