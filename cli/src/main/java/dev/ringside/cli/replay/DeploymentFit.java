package dev.ringside.cli.replay;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.ingest.recording.Recording;
import java.util.List;
import java.util.OptionalInt;

/** Checks that the ranks of a recording fit the layout of a deployment. */
final class DeploymentFit {

  private DeploymentFit() {}

  /**
   * @throws BadInputException with one line, if the recording cannot be of this deployment
   */
  static void require(Recording recording, Deployment deployment) {
    int ranks = deployment.layout().worldSize();
    int seen = recording.worldSize().orElse(0);
    List<Integer> recorded = recording.ranks();
    int highest = recorded.get(recorded.size() - 1);
    if (seen > 0 && seen != ranks) {
      throw new BadInputException(
          "the recording has %d ranks (%s), but deployment %s has %s: correct its parallelism"
              .formatted(
                  seen,
                  recording.source(recorded.get(0)),
                  deployment.name(),
                  describe(deployment.layout())));
    }
    if (highest >= ranks) {
      throw new BadInputException(
          "rank %d (%s) is outside deployment %s, which has ranks 0 to %d: correct its parallelism"
              .formatted(highest, recording.source(highest), deployment.name(), ranks - 1));
    }
    recorded.forEach(rank -> requireReplica(rank, recording, deployment));
  }

  private static String describe(ParallelLayout layout) {
    return "tensor %d x pipeline %d%s = %d"
        .formatted(
            layout.tensor(),
            layout.pipeline(),
            layout.data() > 1 ? " x data " + layout.data() : "",
            layout.worldSize());
  }

  private static void requireReplica(int rank, Recording recording, Deployment deployment) {
    OptionalInt said = recording.replicaOf(rank);
    int replica = deployment.layout().replicaOf(rank);
    if (said.isPresent() && said.getAsInt() != replica) {
      throw new BadInputException(
          "rank %d belongs to replica %d in the recording (%s), but deployment %s has %s, which puts it into replica %d: correct its parallelism"
              .formatted(
                  rank,
                  said.getAsInt(),
                  recording.source(rank),
                  deployment.name(),
                  describe(deployment.layout()),
                  replica));
    }
  }
}
