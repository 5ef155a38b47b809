package dev.ringside.flink.codec;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;

/**
 * The layout of values of one type in checkpoints and on the network between operators. It is
 * written by hand, so it is compact and fast, and changes only on purpose.
 *
 * <p>A codec has no state. It has a stable id in {@code flink.type.Codecs}; checkpoints refer to it
 * by that id, so its class may be renamed and moved. When the layout changes, {@link #version}
 * grows and {@link #read} still reads the earlier ones.
 *
 * @param <T> never null in {@link #write}
 */
public interface BinaryCodec<T> extends Serializable {
  /** The layout {@link #write} writes, 0 to 255. */
  int version();

  void write(T value, DataOutput out) throws IOException;

  /**
   * Reads what {@link #write} wrote, exactly as many bytes.
   *
   * @param version layout it was written in, at most {@link #version}
   */
  T read(DataInput in, int version) throws IOException;
}
