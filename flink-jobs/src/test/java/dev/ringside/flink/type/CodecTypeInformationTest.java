package dev.ringside.flink.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.flink.codec.BinaryCodec;
import java.io.DataInput;
import java.io.DataOutput;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class CodecTypeInformationTest {
  private static final TypeInformation<Sample> IMMUTABLE =
      new CodecTable().immutable("sample", Sample.class, new SampleCodec());
  private static final TypeInformation<Sample> MUTABLE =
      new CodecTable().mutable("changing-sample", Sample.class, new SampleCodec());

  @Test
  void immutableValuesAreShared() {
    Sample value = new Sample("a", 1);

    assertThat(serializer(IMMUTABLE).copy(value)).isSameAs(value);
  }

  @Test
  void mutableValuesAreCopied() {
    Sample value = new Sample("a", 1);

    assertThat(serializer(MUTABLE).copy(value)).isEqualTo(value).isNotSameAs(value);
  }

  @Test
  void onlyImmutableValuesAreKeys() {
    assertThat(IMMUTABLE.isKeyType()).isTrue();
    assertThat(MUTABLE.isKeyType()).isFalse();
  }

  @Test
  void travelsToTheCluster() throws Exception {
    assertThat(InstantiationUtil.clone(IMMUTABLE)).isEqualTo(IMMUTABLE).isNotEqualTo(MUTABLE);
    assertThat(InstantiationUtil.clone(IMMUTABLE)).hasSameHashCodeAs(IMMUTABLE);
  }

  @Test
  void namesTypeAndCodec() {
    assertThat(IMMUTABLE).hasToString("Sample by codec \"sample\"");
  }

  @Test
  void refusesAVersionThatDoesNotFitItsByte() {
    CodecTable table = new CodecTable();

    assertThatThrownBy(() -> table.immutable("sample", Sample.class, new Codec256()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("version 256");
  }

  private static <T> TypeSerializer<T> serializer(TypeInformation<T> type) {
    return type.createSerializer(new SerializerConfigImpl());
  }

  private static final class Codec256 implements BinaryCodec<Sample> {
    @Override
    public int version() {
      return 256;
    }

    @Override
    public void write(Sample value, DataOutput out) {}

    @Override
    public Sample read(DataInput in, int version) {
      return null;
    }
  }
}
