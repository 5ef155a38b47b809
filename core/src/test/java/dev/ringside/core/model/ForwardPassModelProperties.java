package dev.ringside.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import dev.ringside.core.synthetic.SyntheticReplica.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The closed forms against an engine played layer by layer, over random models and layouts. */
class ForwardPassModelProperties {

  private record Kind(Collective collective, long elements) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void theFormsEqualWhatAnEnginePlayed(long seed) {
    Random random = new Random(seed);
    for (int trial = 0; trial < 20; trial++) {
      Deployment deployment = randomDeployment(random);
      Step step = new Step(1 + random.nextInt(300), 1 + random.nextInt(8));
      Habits habits = habitsOf(deployment.engine());
      SyntheticReplica replica = new SyntheticReplica(deployment, habits, List.of(step));
      for (int rank : replica.ranks()) {
        int stage = deployment.layout().stageOf(rank);
        assertThat(expected(deployment, stage, step))
            .as("%s, rank %d, %s", deployment, rank, step)
            .isEqualTo(played(replica, rank));
      }
    }
  }

  private static Deployment randomDeployment(Random random) {
    Engine engine = Habits.ENGINES.get(random.nextInt(Habits.ENGINES.size()));
    int pipeline = engine == Engine.TRANSFORMERS ? 1 : 1 + random.nextInt(4);
    ModelShape model =
        new ModelShape(
            "random",
            pipeline + random.nextInt(40),
            1 + random.nextInt(64),
            3264,
            1 + random.nextInt(3));
    return Deployments.of(model, engine, 1 + random.nextInt(4), pipeline);
  }

  private static Habits habitsOf(Engine engine) {
    return switch (engine) {
      case VLLM_V0 -> Habits.VLLM_V0;
      case TRANSFORMERS -> Habits.TRANSFORMERS;
      case TRTLLM -> Habits.VLLM.sendingWhole();
      default -> Habits.VLLM;
    };
  }

  private static Map<Kind, Long> expected(Deployment deployment, int stage, Step step) {
    Map<Kind, Long> counts = new HashMap<>();
    for (ExpectedCalls calls :
        new ForwardPassModel(deployment).expect(stage, step.tokens(), step.rows())) {
      counts.merge(new Kind(calls.collective(), calls.sendElements()), calls.count(), Long::sum);
    }
    return counts;
  }

  private static Map<Kind, Long> played(SyntheticReplica replica, int rank) {
    Map<Kind, Long> counts = new HashMap<>();
    replica
        .calls(rank)
        .forEach(
            call -> {
              CallSignature signature = call.signature();
              counts.merge(new Kind(signature.collective(), signature.elements()), 1L, Long::sum);
            });
    return counts;
  }
}
