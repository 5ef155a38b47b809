package dev.ringside.flink.type;

import dev.ringside.flink.codec.BinaryCodec;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Codecs by id. Not thread-safe while it is being filled. */
final class CodecTable {
  private final Map<String, CodecTypeInformation<?>> byId = new TreeMap<>();

  /**
   * Enters a codec of values that are never changed: Flink hands out the same instance instead of
   * copies.
   */
  <T> CodecTypeInformation<T> immutable(String id, Class<T> type, BinaryCodec<T> codec) {
    return enter(new CodecTypeInformation<>(id, type, codec, true));
  }

  /**
   * Enters a codec of values that are changed in place, for example accumulators: they are copied
   * by writing and reading.
   */
  <T> CodecTypeInformation<T> mutable(String id, Class<T> type, BinaryCodec<T> codec) {
    return enter(new CodecTypeInformation<>(id, type, codec, false));
  }

  private <T> CodecTypeInformation<T> enter(CodecTypeInformation<T> type) {
    CodecTypeInformation<?> other = byId.putIfAbsent(type.id(), type);
    if (other != null) {
      throw new IllegalStateException(
          "two codecs have the id \"%s\": %s and %s".formatted(type.id(), other, type));
    }
    return type;
  }

  Set<String> ids() {
    return Collections.unmodifiableSet(byId.keySet());
  }

  /**
   * @throws IllegalStateException if no codec has this id
   */
  CodecTypeInformation<?> of(String id) {
    CodecTypeInformation<?> type = byId.get(id);
    if (type == null) {
      throw new IllegalStateException(
          "the state was written by the codec \"%s\", which this job does not have; it has %s"
              .formatted(id, byId.keySet()));
    }
    return type;
  }
}
