package dev.ringside.schemas.iteration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.iteration.Iteration;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.golden.Samples;
import dev.ringside.schemas.wire.AvroOracle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IterationBatchCodecTest {

  private static final int CASES = Integer.getInteger("ringside.fuzz", 20_000);

  private static IterationOrigin origin() {
    return Samples.iterations().origin();
  }

  @Test
  void whatIsWrittenIsReadAndIsAvro() throws MalformedRecordException, IOException {
    byte[] record = IterationBatchCodec.encode(Samples.iterations());

    assertThat(IterationBatchCodec.decode(record)).isEqualTo(Samples.iterations());
    assertThat(AvroOracle.of("IterationBatch").rewrite(record)).isEqualTo(record);
  }

  @Test
  void anEmptyBatchIsAHeartbeat() throws MalformedRecordException {
    IterationBatch batch = new IterationBatch(origin(), 3, 1, 0, List.of());

    assertThat(IterationBatchCodec.decode(IterationBatchCodec.encode(batch))).isEqualTo(batch);
  }

  @Test
  void randomBatchesSurvive() throws MalformedRecordException {
    Random random = new Random(11);
    for (int run = 0; run < 200; run++) {
      boolean timed = random.nextBoolean();
      List<Iteration> iterations = new ArrayList<>();
      for (int i = random.nextInt(40); i > 0; i--) {
        iterations.add(
            new Iteration(
                origin().worker(),
                origin().replica(),
                random.nextLong() >>> 1,
                timed ? random.nextLong() >>> 1 : -1,
                random.nextInt(10) - 1,
                random.nextInt(Integer.MAX_VALUE),
                random.nextLong() >>> 1,
                random.nextInt(9),
                random.nextInt(9) - 1,
                random.nextBoolean()));
      }
      IterationBatch batch = new IterationBatch(origin(), run, run, 0, iterations);

      assertThat(IterationBatchCodec.decode(IterationBatchCodec.encode(batch))).isEqualTo(batch);
    }
  }

  /** A hundred steady decode passes: numbers and times are differences, so they stay small. */
  @Test
  void aSteadyPassCostsAFewBytes() {
    List<Iteration> iterations = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      iterations.add(
          new Iteration(
              origin().worker(),
              origin().replica(),
              1_000_000 + i,
              1_795_780_937_000_000_000L + i * 20_000_000L,
              20_000_000,
              0,
              0,
              32,
              32,
              false));
    }
    int bytes =
        IterationBatchCodec.encode(new IterationBatch(origin(), 0, 0, 0, iterations)).length;

    assertThat(bytes).isLessThan(100 * 15 + 200);
  }

  @Test
  void damageEndsInTheDeclaredException() {
    Random random = new Random(3);
    byte[] whole = IterationBatchCodec.encode(Samples.iterations());
    for (int i = 0; i < CASES; i++) {
      byte[] damaged = whole.clone();
      for (int flips = 1 + random.nextInt(5); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        IterationBatchCodec.decode(damaged);
      } catch (MalformedRecordException expected) {
        assertThat(expected.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void aBatchOfTwoEnginesIsRefused() {
    Iteration foreign = new Iteration("other", 0, 1, -1, -1, 0, 0, 1, 1, false);

    assertThatThrownBy(() -> new IterationBatch(origin(), 0, 0, 0, List.of(foreign)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other/0");
  }
}
