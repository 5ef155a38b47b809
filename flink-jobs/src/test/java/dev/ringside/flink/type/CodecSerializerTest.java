package dev.ringside.flink.type;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.SerializerTestBase;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.junit.jupiter.api.Nested;

/** Flink's own requirements on a serializer, for both kinds of values. */
class CodecSerializerTest {

  @Nested
  class OfImmutableValues extends FlinkRequirements {
    OfImmutableValues() {
      super(CodecTypeInformation.immutable(Sample.class, new SampleCodec()));
    }
  }

  @Nested
  class OfMutableValues extends FlinkRequirements {
    OfMutableValues() {
      super(CodecTypeInformation.mutable(Sample.class, new SampleCodec()));
    }
  }

  abstract static class FlinkRequirements extends SerializerTestBase<Sample> {
    private final CodecTypeInformation<Sample> type;

    FlinkRequirements(CodecTypeInformation<Sample> type) {
      this.type = type;
    }

    @Override
    protected TypeSerializer<Sample> createSerializer() {
      return type.createSerializer(new SerializerConfigImpl());
    }

    @Override
    protected int getLength() {
      return -1;
    }

    @Override
    protected Class<Sample> getTypeClass() {
      return Sample.class;
    }

    @Override
    protected Sample[] getTestData() {
      return new Sample[] {
        new Sample("", 0), new Sample("calls", Long.MAX_VALUE), new Sample("ü", Long.MIN_VALUE)
      };
    }

    /** Unlike Flink's serializers, ours make no empty instances. */
    @Override
    protected void testInstantiate() {
      assertThat(createSerializer().createInstance()).isNull();
    }
  }
}
