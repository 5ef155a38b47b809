package dev.ringside.flink.type;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a checkpoint remembers of a {@link CodecSerializer}: the codec's id and version.
 *
 * <p>State is compatible with the codec of the same id in the same or a later version; anything
 * else is refused before a value is read.
 *
 * <p>Flink itself writes the name of <em>this</em> class into checkpoints, as it does with every
 * serializer: it is the one class that must keep its name and package.
 */
public final class CodecSerializerSnapshot<T> implements TypeSerializerSnapshot<T> {
  private static final int LAYOUT = 1;

  private String id;
  private int version;

  /** For Flink, which fills it by {@link #readSnapshot}. */
  public CodecSerializerSnapshot() {}

  CodecSerializerSnapshot(String id, int version) {
    this.id = id;
    this.version = version;
  }

  @Override
  public int getCurrentVersion() {
    return LAYOUT;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    out.writeUTF(id);
    out.writeByte(version);
  }

  @Override
  public void readSnapshot(int layout, DataInputView in, ClassLoader loader) throws IOException {
    if (layout != LAYOUT) {
      throw new IOException("snapshot layout " + layout + ", expected " + LAYOUT);
    }
    id = in.readUTF();
    version = in.readUnsignedByte();
  }

  /**
   * @throws IllegalStateException if no codec has the id in the checkpoint
   */
  @Override
  @SuppressWarnings("unchecked") // The id was written by a serializer of T.
  public TypeSerializer<T> restoreSerializer() {
    return new CodecSerializer<>((CodecTypeInformation<T>) Codecs.of(id));
  }

  @Override
  public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> written) {
    boolean readable =
        written instanceof CodecSerializerSnapshot<T> that
            && that.id.equals(id)
            && that.version <= version;
    return readable
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.incompatible();
  }
}
