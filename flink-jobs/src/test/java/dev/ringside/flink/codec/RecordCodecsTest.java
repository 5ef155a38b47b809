package dev.ringside.flink.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.flink.record.KeyedBytes;
import dev.ringside.flink.type.Codecs;
import dev.ringside.schemas.deadletter.DeadLetter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class RecordCodecsTest {
  @Test
  void recordsKeepEverything() throws IOException {
    assertSurvives(
        Codecs.KAFKA_RECORD, new KafkaRecord("t", 3, 1L << 40, 17, bytes("key"), bytes("value")));
  }

  @Test
  void missingKeysAndTombstonesStayMissing() throws IOException {
    assertSurvives(Codecs.KAFKA_RECORD, new KafkaRecord("t", 0, 0, -1, null, null));
    assertThat(new KafkaRecord("t", 0, 0, -1, null, null))
        .isNotEqualTo(new KafkaRecord("t", 0, 0, -1, new byte[0], new byte[0]));
  }

  @Test
  void keyedBytesKeepBoth() throws IOException {
    assertSurvives(Codecs.KEYED_BYTES, new KeyedBytes(bytes("key"), bytes("value")));
    assertSurvives(Codecs.KEYED_BYTES, new KeyedBytes(bytes("key"), null));
  }

  @Test
  void deadLettersKeepReasonOriginAndPayload() throws IOException {
    assertSurvives(
        Codecs.DEAD_LETTER,
        new DeadLetter("truncated", "t", 1, 2, "cut off at byte 7", bytes("\u0000raw")));
  }

  private static <T> void assertSurvives(TypeInformation<T> type, T value) throws IOException {
    var serializer = type.createSerializer(new SerializerConfigImpl());
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    var in = new DataInputDeserializer(out.getCopyOfBuffer());

    assertThat(serializer.deserialize(in)).isEqualTo(value).hasSameHashCodeAs(value);
    assertThat(in.available()).isZero();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
