package dev.ringside.schemas.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.progress.Place;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.golden.Samples;
import dev.ringside.schemas.wire.AvroOracle;
import dev.ringside.schemas.wire.SchemaVariants;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** Batches of another release, once its schema is in the history. */
class CallBatchEvolutionTest {

  private static final Schema CURRENT = AvroOracle.current("CallBatch");

  private final CallBatch sample = Samples.batch();
  private final byte[] record =
      new CallBatchEncoder()
          .encode(sample.header(), sample.signatures(), sample.calls(), 0, 3, sample.progress());

  @Test
  void anOlderReleaseIsReadWithDefaultsForWhatItDidNotKnow()
      throws IOException, MalformedRecordException {
    Schema older =
        SchemaVariants.reversedWithout(
            CURRENT, "clock", "rejected", "replica", "standings", "gpu", "source");
    byte[] written = SchemaVariants.rewrite(record, CURRENT, older);
    assertThat(written).isNotEqualTo(record);

    CallBatch batch = CallBatchDecoder.decode(formatOf(older, CURRENT), written);

    assertThat(batch.header().clock()).isEmpty();
    assertThat(batch.header().rejected()).isEmpty();
    assertThat(batch.header().replica()).isZero();
    assertThat(batch.header().origin().place()).isEqualTo(new Place("node-0", 4711, ""));
    assertThat(batch.progress().standings()).isEmpty();
    assertThat(batch.progress().open()).isEqualTo(sample.progress().open());
    assertThat(batch.header().rank()).isEqualTo(sample.header().rank());
    assertThat(batch.calls().startNs(2)).isEqualTo(sample.calls().startNs(2));
    assertThat(batch.signatures().get(0)).isEqualTo(sample.signatures().get(0));
  }

  @Test
  void aReaderThatWentBackARelease() throws IOException, MalformedRecordException {
    Schema newer =
        SchemaVariants.with(
            SchemaVariants.replaced(CURRENT, "\"ALL_REDUCE\"", "\"ALL_REDUCE_V2\",\"ALL_REDUCE\""),
            new Schema.Field("region", Schema.create(Schema.Type.STRING), "", "eu"));
    byte[] written =
        SchemaVariants.replacedSymbol(record, CURRENT, newer, "ALL_REDUCE", "ALL_REDUCE_V2");

    CallBatch batch = CallBatchDecoder.decode(formatOf(newer, CURRENT), written);

    assertThat(batch.signatures().get(0).collective()).isEqualTo(Collective.UNKNOWN);
    assertThat(batch.signatures().get(1).collective()).isEqualTo(Collective.SEND);
    assertThat(batch.header()).isEqualTo(sample.header());
  }

  @Test
  void aReleaseThatIsNotInTheHistoryIsUnknown() throws IOException {
    Schema older = SchemaVariants.reversedWithout(CURRENT, "clock");
    byte[] written = SchemaVariants.rewrite(record, CURRENT, older);

    assertThatThrownBy(() -> CallBatchDecoder.decode(written))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("UNKNOWN_SCHEMA at byte 2")
        .hasMessageContaining("CallBatch");
  }

  @Test
  void damageInAnOlderReleaseEndsInTheSameException() throws IOException {
    Schema older = SchemaVariants.reversedWithout(CURRENT, "clock");
    byte[] written = SchemaVariants.rewrite(record, CURRENT, older);
    BatchFormat format = formatOf(older, CURRENT);
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = written.clone();
      int at = 10 + random.nextInt(damaged.length - 10);
      damaged[at] = (byte) random.nextInt();
      if (random.nextInt(4) == 0) {
        damaged = Arrays.copyOf(damaged, at);
      }
      refused += refuses(format, damaged) ? 1 : 0;
    }
    assertThat(refused).isBetween(1, 19_999);
  }

  private static boolean refuses(BatchFormat format, byte[] record) {
    try {
      CallBatchDecoder.decode(format, record);
      return false;
    } catch (MalformedRecordException e) {
      assertThat(e.offset()).isBetween(0L, (long) record.length);
      return true;
    }
  }

  private static BatchFormat formatOf(Schema... versions) {
    return new BatchFormat(AvroOracle.formatOf(List.of(versions)));
  }
}
