package dev.ringside.flink.codec;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Whole numbers in seven bits a byte, lowest first: one byte up to 127, ten for a negative one. */
final class Varints {

  private Varints() {}

  static void write(long unsigned, DataOutput out) throws IOException {
    long rest = unsigned;
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) rest | 0x80);
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  static long read(DataInput in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.readByte();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IOException("a varint of more than 64 bits");
  }

  /** Short for values near 0 of either sign. */
  static void writeSigned(long value, DataOutput out) throws IOException {
    write((value << 1) ^ (value >> 63), out);
  }

  static long readSigned(DataInput in) throws IOException {
    long raw = read(in);
    return (raw >>> 1) ^ -(raw & 1);
  }
}
