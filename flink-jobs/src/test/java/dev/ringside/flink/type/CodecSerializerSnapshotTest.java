package dev.ringside.flink.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** What happens to state when the job that wrote it was another version. */
class CodecSerializerSnapshotTest {
  private static final CodecSerializer<Sample> NOW = new CodecSerializer<>(new SampleCodec(), true);

  @Test
  void readsStateOfAnOlderLayout() throws IOException {
    DataOutputSerializer old = new DataOutputSerializer(16);
    old.writeByte(1);
    old.writeUTF("old");

    assertThat(NOW.deserialize(input(old))).isEqualTo(new Sample("old", -1));
    assertThat(compatibility(snapshotBytes(SampleCodec.class.getName(), 1)).isCompatibleAsIs())
        .isTrue();
  }

  @Test
  void olderAndNewerValuesMayLieSideBySide() throws IOException {
    DataOutputSerializer mixed = new DataOutputSerializer(16);
    mixed.writeByte(1);
    mixed.writeUTF("old");
    NOW.serialize(new Sample("new", 7), mixed);

    DataInputDeserializer in = input(mixed);
    assertThat(NOW.deserialize(in)).isEqualTo(new Sample("old", -1));
    assertThat(NOW.deserialize(in)).isEqualTo(new Sample("new", 7));
  }

  @Test
  void restoresTheSerializerFromItsSnapshot() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, NOW.snapshotConfiguration());

    assertThat(read(out).restoreSerializer()).isEqualTo(NOW);
  }

  @Test
  void refusesStateOfANewerLayout() throws IOException {
    assertThat(compatibility(snapshotBytes(SampleCodec.class.getName(), 3)).isIncompatible())
        .isTrue();

    DataOutputSerializer newer = new DataOutputSerializer(16);
    newer.writeByte(3);
    assertThatThrownBy(() -> NOW.deserialize(input(newer)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("up to 2, found 3");
  }

  @Test
  void refusesStateOfAnotherCodec() throws IOException {
    assertThat(compatibility(snapshotBytes(OtherCodec.class.getName(), 1)).isIncompatible())
        .isTrue();
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  void refusesStateOfAForeignSerializer() {
    TypeSerializerSnapshot foreign = LongSerializer.INSTANCE.snapshotConfiguration();

    assertThat(NOW.snapshotConfiguration().resolveSchemaCompatibility(foreign).isIncompatible())
        .isTrue();
  }

  @Test
  void saysWhichCodecIsMissing() throws IOException {
    DataOutputSerializer bytes = snapshotBytes("dev.ringside.GoneCodec", 1);

    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("dev.ringside.GoneCodec");
  }

  private static DataOutputSerializer snapshotBytes(String codec, int version) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeUTF(CodecSerializerSnapshot.class.getName());
    out.writeInt(1);
    out.writeUTF(codec);
    out.writeByte(version);
    out.writeBoolean(true);
    return out;
  }

  private static TypeSerializerSnapshot<Sample> read(DataOutputSerializer out) throws IOException {
    return TypeSerializerSnapshot.readVersionedSnapshot(
        input(out), CodecSerializerSnapshotTest.class.getClassLoader());
  }

  private static TypeSerializerSchemaCompatibility<Sample> compatibility(DataOutputSerializer old)
      throws IOException {
    return NOW.snapshotConfiguration().resolveSchemaCompatibility(read(old));
  }

  private static DataInputDeserializer input(DataOutputSerializer out) {
    return new DataInputDeserializer(out.getSharedBuffer(), 0, out.length());
  }

  private static final class OtherCodec implements BinaryCodec<Sample> {
    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(Sample value, DataOutput out) {}

    @Override
    public Sample read(DataInput in, int version) {
      return null;
    }
  }
}
