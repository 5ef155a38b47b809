package dev.ringside.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.bench.load.LoadShape;
import dev.ringside.bench.measure.Measurement;
import dev.ringside.bench.measure.Spread;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The whole runner on few calls, and the guard: what a change must not make much worse. Bytes and
 * allocation hardly vary, so their bounds are near; ratios vary a lot on a busy machine and with
 * few calls, so theirs are loose. There is no bound on a rate. That a path answers as the oracle
 * does is part of every run.
 */
class BenchGuardIT {

  private static final LoadShape SHAPE =
      new LoadShape(4, 1, 4, List.of(16), 8, LoadShape.MICROSECOND);

  private static BenchResult result;

  @BeforeAll
  static void measure() throws Exception {
    result =
        Bench.run(
            new BenchPlan(SHAPE, 1_500_000, 40_000, 1, 1, EnumSet.allOf(BenchPath.class)),
            System.out::println);
  }

  @Test
  void everyPathAnsweredAsTheOracleDoes() {
    assertThat(result.runs().keySet()).containsExactlyInAnyOrder(BenchPath.values());
    assertThat(result.runs().values()).allSatisfy(rounds -> assertThat(rounds).hasSize(1));
  }

  /** The clock's noise cannot be packed, so at 1 µs what comes on top of it is held. */
  @Test
  void bytesOnTheWire() {
    assertThat(result.micros().bytesACall()).isLessThan(result.micros().noiseBits() / 8 + 1.1);
    assertThat(result.nanos().bytesACall()).isLessThan(5);
  }

  @Test
  void noEncodingGetsBelowTheNoise() {
    assertThat(result.micros().bytesACall()).isGreaterThan(result.micros().noiseBits() / 8);
    assertThat(result.nanos().bytesACall()).isGreaterThan(result.nanos().noiseBits() / 8);
  }

  @Test
  void encodingAllocatesItsRecordsAndLittleElse() {
    Spread bytes = Spread.over(result.published(), run -> run.encode().allocatedBytesACall());
    assertThat(bytes.median()).isLessThan(8);
  }

  @Test
  void theJobAllocatesColumnsAndNoObjectACall() {
    Spread bytes = result.spread(BenchPath.JOB_P2, Measurement::allocatedBytesACall).orElseThrow();
    assertThat(bytes.median()).isLessThan(150);
  }

  @Test
  void theJobKeepsUpWithThePlainConsumerAndLeavesRecordsBehind() {
    assertThat(result.ratio(BenchPath.JOB_P2, BenchPath.RAW_P2)).isPresent();
    assertThat(result.ratio(BenchPath.JOB_P2, BenchPath.RAW_P2).getAsDouble()).isGreaterThan(0.02);
    assertThat(result.ratio(BenchPath.JOB_P2, BenchPath.RECORD_PER_CALL).getAsDouble())
        .isGreaterThan(3);
    assertThat(result.ratio(BenchPath.JOB_P2, BenchPath.KAFKA_STREAMS).getAsDouble())
        .isGreaterThan(3);
  }

  @Test
  void stateIsThatOfTheRanksNotOfTheirCalls() {
    assertThat(result.stateBytesARank()).isBetween(10.0, 20_000.0);
  }
}
