package dev.ringside.flink.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.books.LateCalls;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** What happens to state when the job that wrote it was another version. */
class CodecSerializerSnapshotTest {
  private static final CodecSerializer<Sample> NOW =
      new CodecSerializer<>(new CodecTable().immutable("sample", Sample.class, new SampleCodec()));

  @Test
  void readsStateOfAnOlderLayout() throws IOException {
    DataOutputSerializer old = new DataOutputSerializer(16);
    old.writeByte(1);
    old.writeUTF("old");

    assertThat(NOW.deserialize(input(old))).isEqualTo(new Sample("old", -1));
    assertThat(compatibility(snapshotBytes("sample", 1)).isCompatibleAsIs()).isTrue();
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
    CodecSerializer<LateCalls> serializer = new CodecSerializer<>(Codecs.LATE_CALLS);
    DataOutputSerializer out = new DataOutputSerializer(16);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());

    assertThat(read(out).restoreSerializer()).isEqualTo(serializer);
  }

  @Test
  void refusesStateOfANewerLayout() throws IOException {
    assertThat(compatibility(snapshotBytes("sample", 3)).isIncompatible()).isTrue();

    DataOutputSerializer newer = new DataOutputSerializer(16);
    newer.writeByte(3);
    assertThatThrownBy(() -> NOW.deserialize(input(newer)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("up to 2, found 3");
  }

  @Test
  void refusesStateOfAnotherCodec() throws IOException {
    assertThat(compatibility(snapshotBytes("other", 1)).isIncompatible()).isTrue();
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
    TypeSerializerSnapshot<Sample> snapshot = read(snapshotBytes("gone", 1));

    assertThatThrownBy(snapshot::restoreSerializer)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"gone\"")
        .hasMessageContaining("late-calls");
  }

  /** Flink writes the snapshot's class name into every checkpoint; here is what it must stay. */
  @Test
  void theOneClassNameInACheckpointIsTheSnapshots() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, NOW.snapshotConfiguration());

    DataInputDeserializer in = input(out);
    assertThat(in.readUTF()).isEqualTo("dev.ringside.flink.type.CodecSerializerSnapshot");
    assertThat(in.readInt()).isEqualTo(1);
    assertThat(in.readUTF()).isEqualTo("sample");
    assertThat(in.readUnsignedByte()).isEqualTo(2);
    assertThat(in.available()).isZero();
  }

  private static DataOutputSerializer snapshotBytes(String codec, int version) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeUTF(CodecSerializerSnapshot.class.getName());
    out.writeInt(1);
    out.writeUTF(codec);
    out.writeByte(version);
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
}
