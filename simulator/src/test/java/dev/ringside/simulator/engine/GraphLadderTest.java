package dev.ringside.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.deployment.CaptureSizes;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of the ladder against core's lists of sizes, every size up to 1,200. */
class GraphLadderTest {

  private static final int MOST = 1200;

  private static Serving serving(Engine engine) {
    return Serving.of(Models.LLAMA_8B, engine).on(2, 1, 1);
  }

  private static void assertPads(Deployment deployment, CaptureSizes sizes) {
    GraphLadder ladder = new GraphLadder(deployment);
    for (long tokens = 1; tokens <= MOST; tokens++) {
      assertThat(ladder.padded(true, tokens, tokens)).isEqualTo(sizes.padded(tokens));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', h100, 256, 512", "'', b200, 256, 512", "'', b200, 600, 1024", "'', b300, 1000, 1024",
    "'', h100, 1000, 512", "'', '', 1000, 512", "'', h100, 5, 10", "'', h100, 64, 128",
    "0.11.0, h100, 124, 248", "0.12.3, h100, 125, 250", "0.16, a100, 126, 252"
  })
  void vllmPadsEveryPass(String version, String gpu, int sequences, long most) {
    Deployment deployment =
        serving(Engine.VLLM).version(version).gpu(gpu, 8).maxNumSeqs(sequences).deployment();
    assertPads(deployment, CaptureSizes.VLLM_1024.upTo(most));
    GraphLadder ladder = new GraphLadder(deployment);
    for (long tokens = 1; tokens <= MOST; tokens++) {
      assertThat(ladder.padded(false, 1, tokens)).isEqualTo(ladder.padded(true, tokens, tokens));
      assertThat(ladder.replays(false, tokens)).isEqualTo(tokens <= most);
    }
  }

  @Test
  void olderReleasesHaveEveryEighth() {
    assertPads(
        serving(Engine.VLLM).version("0.10.2").maxNumSeqs(8).deployment(),
        CaptureSizes.VLLM_BEFORE_0_11);
  }

  @Test
  void drafting() {
    assertPads(
        serving(Engine.VLLM).maxNumSeqs(16).drafting(3, null).deployment(),
        CaptureSizes.VLLM_1024.upTo(128));
    GraphLadder ladder = new GraphLadder(serving(Engine.SGLANG).drafting(3, null).deployment());
    for (long requests = 1; requests <= MOST; requests++) {
      assertThat(ladder.padded(true, requests, 4 * requests))
          .isEqualTo(4 * CaptureSizes.SGLANG_DRAFTED.padded(requests));
    }
  }

  @Test
  void otherEnginesPadDecodePassesOnly() {
    for (Engine engine : Engine.values()) {
      if (engine != Engine.VLLM) {
        Deployment deployment = serving(engine).deployment();
        assertPads(deployment, engine.captureSizes());
        assertThat(new GraphLadder(deployment).padded(false, 1, 37)).isEqualTo(37);
        assertThat(new GraphLadder(deployment).replays(false, 37)).isFalse();
      }
    }
  }

  @Test
  void eagerPassesAreAsTheyAre() {
    for (Engine engine : Engine.values()) {
      Deployment deployment = serving(engine).flag(EngineFlag.ENFORCE_EAGER).deployment();
      assertPads(deployment, CaptureSizes.NONE);
      assertThat(new GraphLadder(deployment).replays(true, 8)).isFalse();
    }
  }
}
