package dev.ringside.simulator.traffic;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.simulator.replica.PassWork;
import dev.ringside.simulator.replica.Team;
import java.util.Optional;

/**
 * Walks the drafting model of speculative decoding on the last stage's ranks: once over the step's
 * tokens, then k − 1 times over one token a request. Its sums are never replayed from a graph.
 */
final class DraftWalk {

  private final Optional<ModelShape> drafting;
  private final TensorTraffic tensor;

  DraftWalk(Deployment deployment, TensorTraffic tensor) {
    this.drafting = deployment.options().draft();
    this.tensor = tensor;
  }

  /** Makes the calls that follow {@code work}; none without a drafting model, or after a dummy. */
  void walk(Team team, PassWork work) {
    if (drafting.isEmpty() || work.isDummy()) {
      return;
    }
    ModelShape model = drafting.get();
    for (long tokens : work.drafts()) {
      tensor.reduceRows(team, tokens, model.hidden(), false);
      for (int layer = 0; layer < model.layers(); layer++) {
        tensor.reduceRows(team, tokens, model.hidden(), false);
        tensor.reduceRows(team, tokens, model.hidden(), false);
        if (team.conditions().draftSummedTwice) {
          tensor.reduceRows(team, tokens, model.hidden(), false);
        }
      }
      tensor.logits(team, work.batch().size(), model.vocabulary(), false);
    }
  }
}
