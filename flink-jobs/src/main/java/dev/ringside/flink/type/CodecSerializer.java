package dev.ringside.flink.type;

import dev.ringside.flink.codec.BinaryCodec;
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
 * <p>One byte leads each value: the version of the codec that wrote it. State of an older job can
 * therefore be read without migration, also when only some of its values have been written again.
 *
 * <p>Thread-safe: no state.
 */
final class CodecSerializer<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1L;
  private static final int COPY_BYTES = 256;

  private final CodecTypeInformation<T> type;
  private final BinaryCodec<T> codec;

  CodecSerializer(CodecTypeInformation<T> type) {
    this.type = type;
    this.codec = type.codec();
  }

  @Override
  public boolean isImmutableType() {
    return type.isImmutable();
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return this;
  }

  /** Returns null: object reuse is not supported. */
  @Override
  public T createInstance() {
    return null;
  }

  @Override
  public T copy(T from) {
    return type.isImmutable() ? from : copyThroughBytes(from);
  }

  private T copyThroughBytes(T from) {
    try {
      DataOutputSerializer out = new DataOutputSerializer(COPY_BYTES);
      serialize(from, out);
      return deserialize(new DataInputDeserializer(out.getSharedBuffer(), 0, out.length()));
    } catch (IOException e) {
      throw new UncheckedIOException("copy by " + type, e);
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
          "%s reads versions up to %d, found %d".formatted(type, codec.version(), version));
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
    return new CodecSerializerSnapshot<>(type.id(), codec.version());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodecSerializer<?> that && type.equals(that.type);
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }
}
