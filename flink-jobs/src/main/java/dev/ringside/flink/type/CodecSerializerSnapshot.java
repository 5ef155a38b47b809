package dev.ringside.flink.type;

import java.io.IOException;
import java.lang.reflect.Constructor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a checkpoint remembers of a {@link CodecSerializer}: the codec's class, its version, and
 * whether values are immutable.
 *
 * <p>State is compatible with the same codec of the same or a later version; anything else is
 * refused before a byte is read.
 */
public final class CodecSerializerSnapshot<T> implements TypeSerializerSnapshot<T> {
  private static final int LAYOUT = 1;

  private BinaryCodec<T> codec;
  private int version;
  private boolean immutable;

  /** For Flink, which fills it by {@link #readSnapshot}. */
  public CodecSerializerSnapshot() {}

  CodecSerializerSnapshot(BinaryCodec<T> codec, boolean immutable) {
    this.codec = codec;
    this.version = codec.version();
    this.immutable = immutable;
  }

  @Override
  public int getCurrentVersion() {
    return LAYOUT;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    out.writeUTF(codec.getClass().getName());
    out.writeByte(version);
    out.writeBoolean(immutable);
  }

  @Override
  public void readSnapshot(int layout, DataInputView in, ClassLoader loader) throws IOException {
    if (layout != LAYOUT) {
      throw new IOException("snapshot layout " + layout + ", expected " + LAYOUT);
    }
    codec = instantiate(in.readUTF(), loader);
    version = in.readUnsignedByte();
    immutable = in.readBoolean();
  }

  @SuppressWarnings("unchecked") // The name was written by a serializer of T.
  private static <T> BinaryCodec<T> instantiate(String name, ClassLoader loader)
      throws IOException {
    try {
      Constructor<?> constructor = Class.forName(name, true, loader).getDeclaredConstructor();
      constructor.setAccessible(true);
      return (BinaryCodec<T>) constructor.newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IOException("the state was written by " + name + ", which this job lacks", e);
    }
  }

  @Override
  public TypeSerializer<T> restoreSerializer() {
    return new CodecSerializer<>(codec, immutable);
  }

  @Override
  public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> written) {
    boolean readable =
        written instanceof CodecSerializerSnapshot<T> that
            && that.codec.getClass() == codec.getClass()
            && that.version <= version;
    return readable
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.incompatible();
  }
}
