package dev.ringside.simulator.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.collective.Collective;
import dev.ringside.describe.yaml.YamlMapping;
import dev.ringside.simulator.play.Truth;
import dev.ringside.simulator.scenario.Scenario;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Faults of replicas that walk side by side, because they share experts. */
class SharedExpertsFaultsTest {

  private static final int LAYERS = 94;

  private static Scenario scenario(int pipeline, String fault) throws Exception {
    return ScenarioFile.read(
        YamlMapping.parse(
            Path.of("s.yaml"),
            """
            duration: 3s
            deployment: {name: d, model: qwen3-235b-a22b, engine: vllm, dtype: bfloat16, gpu: h100,
                         parallelism: {tensor: 2, pipeline: %d, data: 2, expert: 4}}
            workload:
              arrivals: {process: poisson, rate: 4}
              prompt-tokens: {distribution: uniform, min: 10, max: 1500}
              output-tokens: 6
            faults: [%s]
            """
                .formatted(pipeline, fault)));
  }

  private static long reduces(PlayedScenario played) {
    return played.count(0, 0, 9, call -> call.is(Collective.ALL_REDUCE) && call.isOnTensor());
  }

  @Test
  void everyLayerSumsOnceMore() throws Exception {
    PlayedScenario played = new PlayedScenario(scenario(1, "{kind: extra-collectives}"));
    PlayedScenario sound = new PlayedScenario(scenario(1, ""));
    long own = sound.passes.stream().filter(pass -> pass.replica() == 0).count();
    long more = played.passes.stream().filter(pass -> pass.replica() == 0).count();
    assertThat(reduces(played) - reduces(sound) / own * more).isEqualTo(more * LAYERS);
  }

  @Test
  void passesTooLargeForGraphsBlowUpToo() throws Exception {
    List<Truth.Pass> passes =
        new PlayedScenario(scenario(1, "{kind: padding-blow-up, severity: 3}")).passes;
    assertThat(passes).anyMatch(pass -> pass.content().tokens() > 512);
    assertThat(passes).allMatch(pass -> pass.wire().tokens() >= 3 * pass.content().tokens());
  }

  @Test
  void theyHoldTheSameLayers() {
    assertThatThrownBy(() -> scenario(2, "{kind: wrong-layer-split, replica: 1}"))
        .hasMessageContaining("\"replica\" cannot be told apart");
  }
}
