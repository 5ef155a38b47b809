package dev.ringside.exporter.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.WindowReportCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FollowedTopicTest {

  private final List<String> told = new ArrayList<>();
  private final ReadCounts counts = new ReadCounts();
  private final FollowedTopic<String> topic =
      new FollowedTopic<>("words", record -> new String(record, UTF_8), new Words(), counts);

  /** Writes down what it is told; what is shorter than the last word is behind. */
  private final class Words implements TopicTable<String> {

    @Override
    public boolean accept(ByteBuffer key, String value, long writtenMs) {
      told.add(UTF_8.decode(key.duplicate()) + "=" + value + "@" + writtenMs);
      return value.length() > 3;
    }

    @Override
    public void delete(ByteBuffer key) {
      told.add("-" + UTF_8.decode(key.duplicate()));
    }

    @Override
    public void caughtUp() {}
  }

  @Test
  void countsWhatIsTakenAndWhatIsStale() throws MalformedRecordException {
    topic.take(bytes("k"), bytes("long"), 7);
    topic.take(bytes("k"), bytes("old"), 8);

    assertThat(told).containsExactly("k=long@7", "k=old@8");
    assertThat(counts.read()).isEqualTo(2);
    assertThat(counts.stale()).isOne();
  }

  @Test
  void aRecordWithoutAValueDeletesAndCountsAsNothing() throws MalformedRecordException {
    topic.take(bytes("k"), null, 7);

    assertThat(told).containsExactly("-k");
    assertThat(counts.read()).isZero();
  }

  @Test
  void aRecordWithoutAKeyHasAnEmptyOne() throws MalformedRecordException {
    topic.take(null, bytes("word"), 7);

    assertThat(told).containsExactly("=word@7");
  }

  @Test
  void aMalformedRecordIsCountedByReasonAndReachesNoTable() {
    List<Object> reached = new ArrayList<>();
    FollowedTopic<Object> reports =
        new FollowedTopic<>(
            "reports",
            WindowReportCodec::decode,
            new TopicTable<>() {
              @Override
              public boolean accept(ByteBuffer key, Object value, long writtenMs) {
                return reached.add(value);
              }

              @Override
              public void delete(ByteBuffer key) {}

              @Override
              public void caughtUp() {}
            },
            counts);

    assertThatThrownBy(() -> reports.take(bytes("k"), bytes("not Avro"), 7))
        .isInstanceOf(MalformedRecordException.class);
    assertThat(counts.malformed()).containsOnlyKeys("not_single_object");
    assertThat(reached).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
