package dev.ringside.ingest.replay;

import dev.ringside.core.deployment.Deployment;
import java.util.Optional;

/**
 * @param deployment what the recording is of; without one its ranks are one nameless replica
 * @param originalTime keeps the recorded time; otherwise event time moves to now
 * @param runId new at every start: batches of another run are never taken for duplicates
 * @param agent the program that publishes, with its version
 */
public record ReplayOptions(
    Optional<Deployment> deployment,
    ReplaySpeed speed,
    boolean originalTime,
    String runId,
    String agent) {

  String deploymentName() {
    return deployment.map(Deployment::name).orElse("");
  }

  int replicaOf(int rank) {
    return deployment.map(known -> known.layout().replicaOf(rank)).orElse(0);
  }
}
