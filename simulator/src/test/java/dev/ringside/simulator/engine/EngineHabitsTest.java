package dev.ringside.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What this package says of an engine against what core says, each written down on its own. */
class EngineHabitsTest {

  @ParameterizedTest
  @EnumSource(Engine.class)
  void layersGoToTheSameStages(Engine engine) {
    EngineHabits habits =
        new EngineHabits(Serving.of(Models.LLAMA_8B, engine).on(1, 1, 1).deployment());
    for (int layers = 1; layers <= 130; layers++) {
      for (int stages = 1; stages <= Math.min(layers, 24); stages++) {
        List<Integer> held = engine.layerSplit().layersPerStage(layers, stages);
        int[] bounds = habits.stageBounds(layers, stages);
        assertThat(bounds).hasSize(stages + 1).startsWith(0).endsWith(layers);
        for (int stage = 0; stage < stages; stage++) {
          assertThat(bounds[stage + 1] - bounds[stage])
              .as("%d layers, %d stages, stage %d", layers, stages, stage)
              .isEqualTo(held.get(stage));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void habitsAgree(Engine engine) {
    for (ModelShape model : List.of(Models.LLAMA_3B, Models.LLAMA_13B, Models.QWEN3_235B)) {
      for (int tensor : new int[] {1, 2, 4}) {
        Deployment deployment = Serving.of(model, engine).on(tensor, 1, 1).deployment();
        EngineHabits habits = new EngineHabits(deployment);
        assertThat(habits.vocabularyShard(model.vocabulary(), tensor))
            .isEqualTo(deployment.paddedVocabulary() / tensor);
        assertThat(habits.logits()).isEqualTo(engine.logitsCollective());
        assertThat(habits.sumsEmbedding() || habits.gathersEmbedding())
            .isEqualTo(engine.shardsEmbedding());
        assertThat(habits.joinsReplicas()).isEqualTo(engine.joinsReplicas());
        assertThat(habits.slicesHandover(model.hidden(), tensor))
            .isEqualTo(engine.slicesHandover() && tensor > 1);
      }
    }
  }
}
