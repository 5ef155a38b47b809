package dev.ringside.flink.codec;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Reads and writes arrays of bytes: first the length, −1 for null, then the bytes. */
final class ByteArrays {
  private static final int NULL = -1;

  private ByteArrays() {}

  static void write(byte[] bytes, DataOutput out) throws IOException {
    if (bytes == null) {
      out.writeInt(NULL);
    } else {
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }

  static byte[] read(DataInput in) throws IOException {
    int length = in.readInt();
    if (length == NULL) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }
}
