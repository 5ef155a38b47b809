package dev.ringside.flink.type;

import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Tells Flink that a type goes through a {@link BinaryCodec}, for operator outputs, state
 * descriptors and keys; so neither Kryo nor reflection ever sees it.
 */
public final class CodecTypeInformation<T> extends TypeInformation<T> {
  private static final long serialVersionUID = 1L;

  private final Class<T> type;
  private final BinaryCodec<T> codec;
  private final boolean immutable;

  private CodecTypeInformation(Class<T> type, BinaryCodec<T> codec, boolean immutable) {
    this.type = Objects.requireNonNull(type);
    this.codec = Objects.requireNonNull(codec);
    this.immutable = immutable;
  }

  /**
   * For values nobody changes once they exist: Flink hands out the same instance instead of copies.
   */
  public static <T> CodecTypeInformation<T> immutable(Class<T> type, BinaryCodec<T> codec) {
    return new CodecTypeInformation<>(type, codec, true);
  }

  /** For values that are changed in place, accumulators say: copied by writing and reading. */
  public static <T> CodecTypeInformation<T> mutable(Class<T> type, BinaryCodec<T> codec) {
    return new CodecTypeInformation<>(type, codec, false);
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
    return new CodecSerializer<>(codec, immutable);
  }

  @Override
  public String toString() {
    return type.getSimpleName() + " by " + codec.getClass().getSimpleName();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof CodecTypeInformation;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodecTypeInformation<?> that
        && type == that.type
        && codec.getClass() == that.codec.getClass()
        && immutable == that.immutable;
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, codec.getClass(), immutable);
  }
}
