package dev.ringside.flink.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CodecsTest {

  /** Checkpoints hold these words: a changed one makes every older checkpoint unreadable. */
  @Test
  void idsStayWhatTheyAre() {
    assertThat(Codecs.ids())
        .containsExactly(
            "dead-letter",
            "engine-join",
            "finding-log",
            "kafka-record",
            "keyed-bytes",
            "late-calls",
            "rank-stream",
            "replica-join",
            "replica-totals",
            "run-books",
            "window-books");
  }

  @Test
  void anIdLeadsToItsType() {
    assertThat(Codecs.of("replica-join")).isSameAs(Codecs.REPLICA_JOIN);
    assertThat(Codecs.of("rank-stream")).isSameAs(Codecs.RANK_STREAM);
  }

  @Test
  void twoCodecsCannotShareAnId() {
    CodecTable table = new CodecTable();
    table.immutable("sample", Sample.class, new SampleCodec());

    assertThatThrownBy(() -> table.mutable("sample", Sample.class, new SampleCodec()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("two codecs have the id \"sample\"");
  }

  @Test
  void anUnknownIdIsNamedBesideThoseThereAre() {
    assertThatThrownBy(() -> Codecs.of("joins"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the state was written by the codec \"joins\"")
        .hasMessageContaining("rank-stream, replica-join");
  }
}
