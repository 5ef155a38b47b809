package dev.ringside.flink.type;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Serializes with a {@link BinaryCodec}.
 *
 * <p>Each value is led by one byte, the codec's version. So a value says itself how to read it:
 * state of an older job is read as it is, without migration, and stays readable when only part of
 * it was rewritten.
 *
 * <p>Thread-safe: no state.
 */
final class CodecSerializer<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1L;
  private static final int COPY_BYTES = 256;

  private final BinaryCodec<T> codec;
  private final boolean immutable;

  CodecSerializer(BinaryCodec<T> codec, boolean immutable) {
    if (codec.version() < 0 || codec.version() > 255) {
      throw new IllegalArgumentException(codec.getClass() + ": version " + codec.version());
    }
    this.codec = codec;
    this.immutable = immutable;
  }

  @Override
  public boolean isImmutableType() {
    return immutable;
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return this;
  }

  /** Null: no codec knows an empty value, and none of the reuse methods here need one. */
  @Override
  public T createInstance() {
    return null;
  }

  @Override
  public T copy(T from) {
    return immutable ? from : copyThroughBytes(from);
  }

  private T copyThroughBytes(T from) {
    try {
      DataOutputSerializer out = new DataOutputSerializer(COPY_BYTES);
      serialize(from, out);
      return deserialize(new DataInputDeserializer(out.getSharedBuffer(), 0, out.length()));
    } catch (IOException e) {
      throw new UncheckedIOException("copy by " + codec.getClass().getName(), e);
    }
  }

  @Override
  public T copy(T from, T reuse) {
    return copy(from);
  }

  /** Varies. */
  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(T value, DataOutputView out) throws IOException {
    out.writeByte(codec.version());
    codec.write(value, out);
  }

  @Override
  public T deserialize(DataInputView in) throws IOException {
    int version = in.readUnsignedByte();
    if (version > codec.version()) {
      throw new IOException(
          "%s reads versions up to %d, found %d"
              .formatted(codec.getClass().getName(), codec.version(), version));
    }
    return codec.read(in, version);
  }

  @Override
  public T deserialize(T reuse, DataInputView in) throws IOException {
    return deserialize(in);
  }

  @Override
  public void copy(DataInputView in, DataOutputView out) throws IOException {
    serialize(deserialize(in), out);
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new CodecSerializerSnapshot<>(codec, immutable);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodecSerializer<?> that
        && codec.getClass() == that.codec.getClass()
        && immutable == that.immutable;
  }

  @Override
  public int hashCode() {
    return codec.getClass().hashCode() * 31 + Boolean.hashCode(immutable);
  }
}
