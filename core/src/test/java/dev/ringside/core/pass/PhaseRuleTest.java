package dev.ringside.core.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Phase;
import dev.ringside.core.account.PhaseSource;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.synthetic.Deployments;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhaseRuleTest {

  @ParameterizedTest
  @CsvSource({
    "VLLM, 128, 1, PREFILL",
    "VLLM, 1, 1, DECODE",
    "VLLM, 3, 3, DECODE",
    "VLLM, 4, 3, DECODE",
    "VLLM, 8, 5, DECODE",
    "VLLM, 5, 3, PREFILL",
    "VLLM, 8, 3, PREFILL",
    "VLLM, 16, 9, DECODE",
    "VLLM, 64, 64, DECODE",
    "VLLM, 72, 65, PREFILL",
    "VLLM, 65, 65, PREFILL",
    "TRANSFORMERS, 4, 3, PREFILL",
    "TRANSFORMERS, 3, 3, DECODE"
  })
  void byLogitsWhereTheyAreVisible(Engine engine, long tokens, long rows, Phase expected) {
    assertThat(PhaseRule.of(bounded(engine), tokens, rows))
        .isEqualTo(new PhaseRule(expected, PhaseSource.LOGITS));
  }

  @ParameterizedTest
  @CsvSource({"1, DECODE", "64, DECODE", "65, PREFILL", "8192, PREFILL"})
  void estimatedByTheBoundWhereLogitsAreNotVisible(long tokens, Phase expected) {
    for (long rows : new long[] {-1, 0}) {
      assertThat(PhaseRule.of(bounded(Engine.VLLM), tokens, rows))
          .isEqualTo(new PhaseRule(expected, PhaseSource.ESTIMATED));
    }
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "0, 1", "-1, -1"})
  void withoutTokensNothingIsSaid(long tokens, long rows) {
    assertThat(PhaseRule.of(bounded(Engine.VLLM), tokens, rows)).isEqualTo(PhaseRule.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({"256, DECODE", "257, PREFILL"})
  void theEnginesOwnBoundStandsInForAMissingOne(long rows, Phase expected) {
    Deployment unbounded =
        Deployments.of(
            Deployments.TOY, Engine.VLLM, new ParallelLayout(2, 1, 1), OptionalInt.empty());
    assertThat(PhaseRule.of(unbounded, rows, rows).phase()).isEqualTo(expected);
  }

  private static Deployment bounded(Engine engine) {
    return Deployments.of(Deployments.TOY, engine, new ParallelLayout(2, 1, 1), OptionalInt.of(64));
  }
}
