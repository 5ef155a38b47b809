package dev.ringside.flink.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.books.LateCalls;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.stream.RankStream;
import dev.ringside.core.stream.SyntheticAgent;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.SerializerTestBase;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.testutils.DeeplyEqualsChecker;
import org.junit.jupiter.api.Nested;

/** Flink's own requirements on a serializer, for both kinds of values. */
class CodecSerializerTest {

  @Nested
  class OfImmutableValues extends FlinkRequirements<LateCalls> {
    OfImmutableValues() {
      super(Codecs.LATE_CALLS, new DeeplyEqualsChecker());
    }

    @Override
    protected LateCalls[] getTestData() {
      return new LateCalls[] {
        new LateCalls("", 0, 0, 0, 0, 0),
        new LateCalls("ü", 1, 2, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE)
      };
    }
  }

  @Nested
  class OfMutableValues extends FlinkRequirements<RankStream> {
    OfMutableValues() {
      super(
          Codecs.RANK_STREAM,
          new DeeplyEqualsChecker()
              .withCustomCheck(
                  (one, other) -> one instanceof RankStream && other instanceof RankStream,
                  (one, other, checker) ->
                      Arrays.equals(bytes((RankStream) one), bytes((RankStream) other))));
    }

    @Override
    protected RankStream[] getTestData() {
      return new RankStream[] {new RankStream(), amidAPass()};
    }
  }

  private static RankStream amidAPass() {
    SyntheticReplica replica =
        new SyntheticReplica(
            Deployments.toy(Engine.VLLM, 2, 1),
            0,
            Habits.VLLM,
            SyntheticReplica.request(128, 6),
            0,
            1_000_000_000L);
    RankStream stream = new RankStream();
    for (CallBatch batch : SyntheticAgent.live(replica, "run").batches(0, 17).subList(0, 3)) {
      stream.accept(batch, Optional.of(replica.deployment()), 10_000_000_000L, 0);
    }
    return stream;
  }

  private static byte[] bytes(RankStream stream) {
    try {
      DataOutputSerializer out = new DataOutputSerializer(256);
      new CodecSerializer<>(Codecs.RANK_STREAM).serialize(stream, out);
      return out.getCopyOfBuffer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  abstract static class FlinkRequirements<T> extends SerializerTestBase<T> {
    private final CodecTypeInformation<T> type;

    FlinkRequirements(CodecTypeInformation<T> type, DeeplyEqualsChecker equality) {
      super(equality);
      this.type = type;
    }

    @Override
    protected TypeSerializer<T> createSerializer() {
      return type.createSerializer(new SerializerConfigImpl());
    }

    @Override
    protected int getLength() {
      return -1;
    }

    @Override
    protected Class<T> getTypeClass() {
      return type.getTypeClass();
    }

    /** Unlike Flink's serializers, ours make no empty instances. */
    @Override
    protected void testInstantiate() {
      assertThat(createSerializer().createInstance()).isNull();
    }
  }
}
