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
 * The whole runner on fewer calls, and a guard: no figure may be more than {@value #BYTES_MARGIN}
 * times (bytes), {@value #MARGIN} times (allocation, state) or {@value #RATIO_MARGIN} times (ratios
 * of rates) worse than in the stored result of a whole run. There is no bound on a rate, which is
 * the machine's. Every path's answer is compared with the oracle's in every run.
 */
class BenchGuardIT {

  private static final LoadShape SHAPE =
      new LoadShape(4, 1, 4, List.of(16), 8, LoadShape.MICROSECOND);

  private static final double BYTES_MARGIN = 1.5;
  private static final double MARGIN = 3;

  /** A short run ends with more passes in flight for each rank than the long run that is stored. */
  private static final double STATE_MARGIN = 6;

  private static final double RATIO_MARGIN = 3;

  private static StoredResult stored;
  private static BenchResult result;

  @BeforeAll
  static void measure() throws Exception {
    stored = StoredResult.read();
    result =
        Bench.run(
            new BenchPlan(SHAPE, 10_000_000, 40_000, 1, 1, EnumSet.allOf(BenchPath.class)),
            System.out::println);
  }

  @Test
  void everyPathAnsweredAsTheOracleDoes() {
    assertThat(result.runs().keySet()).containsExactlyInAnyOrder(BenchPath.values());
    assertThat(result.runs().values()).allSatisfy(rounds -> assertThat(rounds).hasSize(1));
  }

  /** The clock's noise cannot be packed, so no encoding gets below its entropy. */
  @Test
  void bytesOnTheWire() {
    assertThat(result.micros().bytesACall())
        .isBetween(
            result.micros().noiseBits() / 8, BYTES_MARGIN * stored.figure("/bytes_per_call/us"));
    assertThat(result.nanos().bytesACall())
        .isBetween(
            result.nanos().noiseBits() / 8, BYTES_MARGIN * stored.figure("/bytes_per_call/ns"));
  }

  @Test
  void encodingAllocatesItsRecordsAndLittleElse() {
    Spread bytes = Spread.over(result.published(), run -> run.encode().allocatedBytesACall());
    assertThat(bytes.median())
        .isLessThan(MARGIN * stored.figure("/publish/encode/allocated_bytes_per_call"));
  }

  @Test
  void theJobAllocatesColumnsAndNoObjectACall() {
    Spread bytes = result.spread(BenchPath.JOB_P2, Measurement::allocatedBytesACall).orElseThrow();
    assertThat(bytes.median()).isLessThan(MARGIN * stored.figure("/allocated_bytes_per_call/job"));
  }

  @Test
  void theJobKeepsUpWithThePlainConsumerAndLeavesRecordsBehind() {
    assertRatio(BenchPath.RAW_P2, "/ratios/job_p2_over_raw_p2");
    assertRatio(BenchPath.RECORD_PER_CALL, "/ratios/job_p2_over_record_per_call");
    assertRatio(BenchPath.KAFKA_STREAMS, "/ratios/job_p2_over_kafka_streams");
  }

  private static void assertRatio(BenchPath other, String storedAt) {
    assertThat(result.ratio(BenchPath.JOB_P2, other).orElseThrow())
        .as(storedAt)
        .isGreaterThan(stored.figure(storedAt) / RATIO_MARGIN);
  }

  @Test
  void stateIsThatOfTheRanksNotOfTheirCalls() {
    double perRank = stored.figure("/state_bytes_per_rank");
    assertThat(result.stateBytesARank()).isBetween(perRank / MARGIN, perRank * STATE_MARGIN);
  }
}
