package dev.ringside.flink.codec;

import dev.ringside.flink.record.KeyedBytes;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Encoded records on their way to a sink: key, then value. */
public final class KeyedBytesCodec implements BinaryCodec<KeyedBytes> {
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
