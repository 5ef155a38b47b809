package dev.ringside.flink.kafka;

import dev.ringside.flink.type.BinaryCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

final class KeyedBytesCodec implements BinaryCodec<KeyedBytes> {
  private static final long serialVersionUID = 1L;

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(KeyedBytes bytes, DataOutput out) throws IOException {
    ByteArrays.write(bytes.key(), out);
    ByteArrays.write(bytes.value(), out);
  }

  @Override
  public KeyedBytes read(DataInput in, int version) throws IOException {
    return new KeyedBytes(ByteArrays.read(in), ByteArrays.read(in));
  }
}
