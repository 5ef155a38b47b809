package dev.ringside.core.derived;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.plan.Workload;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bounds and expectations against instances that are played window by window. */
class ParallelSpeculationTest {

  private static final int TOKENS = 40_000;

  private record Played(long useful, long cancelled) {}

  /** Whoever verifies the next window delivers; a rejection cancels what the others verify. */
  private static Played play(int instances, int lookahead, double acceptance, long tokens) {
    Random random = new Random(11);
    long delivered = 0;
    long useful = 0;
    long cancelled = 0;
    while (delivered < tokens) {
      int accepted = 0;
      while (accepted < lookahead && random.nextDouble() < acceptance) {
        accepted++;
      }
      delivered += accepted + 1;
      useful++;
      cancelled += accepted < lookahead ? instances - 1 : 0;
    }
    return new Played(useful, cancelled);
  }

  @ParameterizedTest
  @CsvSource({"1, 3, 0.7", "2, 5, 0.8", "4, 5, 0.9", "7, 1, 0.5", "3, 4, 0.0", "3, 4, 1.0"})
  void theExpectationIsWhatIsPlayed(int instances, int lookahead, double acceptance) {
    ParallelSpeculation speculation = speculation(instances, lookahead, TOKENS);

    Played played = play(instances, lookahead, acceptance, TOKENS);

    assertThat(speculation.expectedUseful(acceptance)).isCloseTo(played.useful, withPercentage(1));
    assertThat(speculation.expectedCancelled(acceptance))
        .isCloseTo(played.cancelled, withPercentage(2));
    assertThat(played.useful + played.cancelled)
        .isBetween(speculation.leastPasses(), speculation.mostPasses());
  }

  @Test
  void theBoundsAreReached() {
    ParallelSpeculation speculation = speculation(4, 3, 101);

    assertThat(speculation.leastPasses()).isEqualTo(play(4, 3, 1, 101).useful).isEqualTo(26);
    Played rejected = play(4, 3, 0, 101);
    assertThat(speculation.mostPasses()).isEqualTo(rejected.useful + rejected.cancelled);
  }

  /**
   * Llama-3.1-8B, TP 2: 65 sums of 4 rows of 8 KiB and logits of 4 rows a pass; 12 bytes of ids.
   */
  @Test
  void aPassIsTheTargets() {
    List<DerivedRow> rows = speculation(4, 3, 101).rows(0, OptionalDouble.empty());

    assertThat(rows).extracting(DerivedRow::most).containsExactly(404L, 404 * 64L, 404L, 404L);
    assertThat(rows).extracting(DerivedRow::least).containsExactly(26L, 26 * 64L, 26L, 26L);
    assertThat(rows)
        .extracting(DerivedRow::messageBytes)
        .containsExactly(32_768L, 32_768L, 4L * 128_256 * 2, 12L);
    long sums = 0;
    for (int sum = 0; sum < 65; sum++) {
      sums += 2 * (32_768 / 2);
    }
    assertThat(rows.get(0).leastWireBytes() + rows.get(1).leastWireBytes()).isEqualTo(26 * sums);
    assertThat(rows.get(3).mostWireBytes()).isEqualTo(404 * 12);
  }

  @Test
  void withAnAcceptanceItIsTheExpectation() {
    ParallelSpeculation speculation = speculation(2, 5, TOKENS);
    DerivedRow row = speculation.rows(0, OptionalDouble.of(0.8)).get(0);

    assertThat(row.least()).isEqualTo(Math.round(speculation.expectedUseful(0.8)));
    assertThat(row.most()).isGreaterThan(row.least()).isLessThan(2 * row.least());
  }

  @Test
  void aWindowHasTokens() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> speculation(2, 0, 10))
        .withMessage("lookahead 0: must be at least 1");
    assertThat(speculation(2, 3, 0).rows(0, OptionalDouble.empty())).isEmpty();
  }

  private static ParallelSpeculation speculation(int instances, int lookahead, int tokens) {
    Deployment on = Serving.of(Models.LLAMA_8B, Engine.VLLM).on(2, 1, instances).deployment();
    return new ParallelSpeculation(on, Workload.of(128, tokens + 1, 1), lookahead);
  }
}
