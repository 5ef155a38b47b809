package dev.ringside.flink.codec;

import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A codec that writes values with the field layouts of records on the wire. The length comes first,
 * so that a value can be taken from Flink's buffers in one piece.
 */
abstract class WireCodec<T> implements BinaryCodec<T> {

  private static final long serialVersionUID = 1;
  private static final int CAPACITY = 1024;

  abstract void write(T value, WireWriter out);

  abstract T read(WireReader in, int writtenVersion) throws MalformedRecordException;

  @Override
  public int version() {
    return 1;
  }

  @Override
  public final void write(T value, DataOutput out) throws IOException {
    WireWriter body = new WireWriter(CAPACITY);
    write(value, body);
    out.writeInt(body.size());
    out.write(body.view().array(), 0, body.size());
  }

  @Override
  public final T read(DataInput in, int writtenVersion) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    WireReader body = new WireReader(bytes);
    try {
      T value = read(body, writtenVersion);
      body.requireEnd();
      return value;
    } catch (MalformedRecordException e) {
      throw new IOException("a value in state or between operators cannot be read", e);
    }
  }
}
