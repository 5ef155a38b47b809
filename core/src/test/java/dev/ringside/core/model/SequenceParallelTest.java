package dev.ringside.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceParallelTest {

  @Test
  void eachAllReduceIsSplit() {
    assertThat(layers(serving().deployment(), 128))
        .extracting(
            ExpectedCalls::purpose,
            ExpectedCalls::collective,
            ExpectedCalls::sendElements,
            ExpectedCalls::count)
        .containsExactly(
            tuple(Purpose.EMBEDDING, Collective.REDUCE_SCATTER, 128 * 8192L, 1L),
            tuple(Purpose.EMBEDDING, Collective.ALL_GATHER, 32 * 8192L, 1L),
            tuple(Purpose.LAYER, Collective.REDUCE_SCATTER, 128 * 8192L, 160L),
            tuple(Purpose.LAYER, Collective.ALL_GATHER, 32 * 8192L, 160L));
  }

  /** T̂ that t does not divide is rounded up, so both halves move whole parts. */
  @Test
  void tokensAreDealtOutInWholeParts() {
    assertThat(layers(serving().deployment(), 126))
        .extracting(ExpectedCalls::sendElements)
        .containsExactly(128 * 8192L, 32 * 8192L, 128 * 8192L, 32 * 8192L);
  }

  /** On Hopper from 8 MiB·t/(h·b), 2048 tokens here; on Blackwell from four times as many. */
  @ParameterizedTest
  @CsvSource({
    "h100, 2047, false",
    "h100, 2048, true",
    "h200, 2048, true",
    "b200, 8191, false",
    "b200, 8192, true",
    "b300, 8192, true",
    "a100, 1, true",
    "'', 1, true"
  })
  void vllmSplitsLongPassesOnly(String gpu, long tokens, boolean split) {
    Deployment deployment = serving().gpu(gpu, 8).deployment();
    assertThat(layers(deployment, tokens))
        .allMatch(calls -> (calls.collective() != Collective.ALL_REDUCE) == split);
  }

  @Test
  void vllmSplitsWideModelsOnly() {
    Deployment narrow =
        Serving.of(Models.LLAMA_8B, Engine.VLLM)
            .on(4, 1, 1)
            .sequenceParallel()
            .gpu("h100", 8)
            .deployment();
    assertThat(layers(narrow, 8192)).allMatch(calls -> calls.collective() == Collective.ALL_REDUCE);
  }

  @Test
  void unseenTokensSplitTheCountsAllTheSame() {
    assertThat(layers(serving().gpu("h100", 8).deployment(), -1))
        .extracting(ExpectedCalls::collective, ExpectedCalls::sendElements)
        .containsOnly(tuple(Collective.REDUCE_SCATTER, -1L), tuple(Collective.ALL_GATHER, -1L));
  }

  private static Serving serving() {
    return Serving.of(Models.LLAMA_70B, Engine.VLLM).on(4, 1, 1).sequenceParallel();
  }

  private static List<ExpectedCalls> layers(Deployment deployment, long tokens) {
    return new ForwardPassModel(deployment)
        .expect(0, tokens, 1).stream().filter(calls -> calls.purpose() != Purpose.LOGITS).toList();
  }
}
