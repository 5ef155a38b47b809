package dev.ringside.flink.type;

import dev.ringside.flink.codec.BinaryCodec;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Tells Flink that a type goes through a {@link BinaryCodec}, for operator outputs, state
 * descriptors and keys. All of them are entries of {@link Codecs}; two are equal if their ids are.
 */
public final class CodecTypeInformation<T> extends TypeInformation<T> {
  private static final long serialVersionUID = 1L;

  private final String id;
  private final Class<T> type;
  private final BinaryCodec<T> codec;
  private final boolean immutable;

  /**
   * @param id stable name of the codec in checkpoints
   * @param immutable values are never changed, so Flink need not copy them
   */
  CodecTypeInformation(String id, Class<T> type, BinaryCodec<T> codec, boolean immutable) {
    if (codec.version() < 0 || codec.version() > 255) {
      throw new IllegalArgumentException(codec.getClass() + ": version " + codec.version());
    }
    this.id = Objects.requireNonNull(id);
    this.type = Objects.requireNonNull(type);
    this.codec = codec;
    this.immutable = immutable;
  }

  String id() {
    return id;
  }

  BinaryCodec<T> codec() {
    return codec;
  }

  boolean isImmutable() {
    return immutable;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<T> getTypeClass() {
    return type;
  }

  /** A key that changes would sit in the wrong key group. */
  @Override
  public boolean isKeyType() {
    return immutable;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return new CodecSerializer<>(this);
  }

  @Override
  public String toString() {
    return type.getSimpleName() + " by codec \"" + id + "\"";
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof CodecTypeInformation;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodecTypeInformation<?> that && id.equals(that.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }
}
