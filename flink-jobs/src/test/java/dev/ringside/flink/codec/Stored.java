package dev.ringside.flink.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** A type's way into a checkpoint and back, through the serializer that Flink would use. */
final class Stored<T> {

  private final TypeSerializer<T> serializer;

  Stored(TypeInformation<T> type) {
    serializer = type.createSerializer(new SerializerConfigImpl());
  }

  byte[] bytes(T value) {
    try {
      DataOutputSerializer out = new DataOutputSerializer(256);
      serializer.serialize(value, out);
      return out.getCopyOfBuffer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What lies in {@code bytes}, which must be all of it. */
  T read(byte[] bytes) {
    try {
      DataInputDeserializer in = new DataInputDeserializer(bytes);
      T value = serializer.deserialize(in);
      assertThat(in.available()).as("bytes left over").isZero();
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  T restored(T value) {
    return read(bytes(value));
  }

  T copy(T value) {
    return serializer.copy(value);
  }
}
