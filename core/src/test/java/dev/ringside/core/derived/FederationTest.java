package dev.ringside.core.derived;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ringside.core.account.Phase;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.plan.Workload;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A federation's rows against its layers, walked one after the other, ring step by ring step. */
class FederationTest {

  private static final Workload REQUESTS = new Workload(2048, 64, 4, 8192);

  /** Qwen3-235B: 94 layers, all with experts, 8 a token, h 4096, 4 key and value heads. */
  @ParameterizedTest
  @CsvSource({"2, 1", "4, 1", "4, 2", "2, 4", "1, 8"})
  void rowsAreWhatTheWalkMoves(int clusters, int ranks) {
    Deployment on = Serving.of(Models.QWEN3_235B, Engine.VLLM).on(clusters, 1, ranks).deployment();
    List<DerivedRow> rows = Federation.rows(on, REQUESTS);

    for (Phase phase : List.of(Phase.PREFILL, Phase.DECODE)) {
      double moved = 0;
      int passes = phase == Phase.PREFILL ? 1 : 63;
      long tokens = phase == Phase.PREFILL ? 8192 : 4;
      for (int pass = 0; pass < passes; pass++) {
        moved += walk(on.model(), clusters, ranks, tokens);
      }
      assertThat(
              rows.stream()
                  .filter(row -> row.phase() == phase)
                  .mapToLong(DerivedRow::leastWireBytes)
                  .sum())
          .as("%s", phase)
          .isCloseTo(Math.round(moved), org.assertj.core.data.Offset.offset(4L));
    }
    assertThat(rows).allMatch(row -> row.least() == row.most());
  }

  /** Bytes that one rank sends in one pass: each step of a ring passes a slice on. */
  private static double walk(ModelShape model, int clusters, int ranks, long tokens) {
    double row = model.hidden() * 2.0;
    double sent = ring(clusters, tokens * row);
    for (int layer = 0; layer < model.layers(); layer++) {
      sent += ring(clusters, tokens * row);
      double here = 0;
      for (int expert = 0; expert < model.feedForward().expertsPerToken(); expert += clusters) {
        for (int to = 0; to < ranks; to++) {
          here += to == 0 ? 0 : tokens * row / ranks;
        }
      }
      sent += 2 * here;
    }
    return sent;
  }

  private static double ring(int ranks, double bytes) {
    double sent = 0;
    for (int step = 0; step < 2 * (ranks - 1); step++) {
      sent += bytes / ranks;
    }
    return sent;
  }

  /** 94 + 1 all-reduces of 4 rows of 8 KiB a decode pass, and no all-to-all, with e′ = 1. */
  @Test
  void oneRankAClusterExchangesNothing() {
    Deployment on = Serving.of(Models.QWEN3_235B, Engine.VLLM).on(4, 1, 1).deployment();

    List<DerivedRow> decode =
        Federation.rows(on, REQUESTS).stream().filter(r -> r.phase() == Phase.DECODE).toList();

    assertThat(decode).extracting(DerivedRow::purpose).containsExactly("layer", "embedding");
    assertThat(decode).extracting(DerivedRow::least).containsExactly(63 * 94L, 63L);
    assertThat(decode).extracting(DerivedRow::messageBytes).containsOnly(32_768L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LLAMA | 2 | 1 | has no experts",
        "DEEPSEEK | 2 | 1 | has latent attention",
        "QWEN | 8 | 1 | 8 clusters do not divide 4 key and value heads",
        "QWEN | 2 | 2 | over pipeline stages"
      })
  void whatCannotBeAFederationIsRefused(String model, int tensor, int pipeline, String why) {
    ModelShape shape =
        switch (model) {
          case "LLAMA" -> Models.LLAMA_8B;
          case "DEEPSEEK" -> Models.DEEPSEEK_V3;
          default -> Models.QWEN3_235B;
        };
    Deployment on = Serving.of(shape, Engine.VLLM).on(tensor, pipeline, 1).deployment();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Federation.rows(on, REQUESTS))
        .withMessageStartingWith("no federation: ")
        .withMessageContaining(why);
  }
}
