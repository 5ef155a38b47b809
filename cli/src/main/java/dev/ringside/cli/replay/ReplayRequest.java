package dev.ringside.cli.replay;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.ingest.replay.ReplaySpeed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What to replay, and how.
 *
 * @param deploymentFile absent for observed figures only
 * @param recording which of several recordings
 * @param timeout how long to wait for the report once all calls are published
 * @param owner makes the deployment that of the tenant to act for
 */
public record ReplayRequest(
    List<Path> paths,
    Optional<Path> deploymentFile,
    RecordingChoice recording,
    ReplaySpeed speed,
    boolean originalTime,
    Duration timeout,
    UnaryOperator<Deployment> owner) {

  public static final Duration TIMEOUT = Duration.ofMinutes(2);

  public ReplayRequest {
    paths = List.copyOf(paths);
  }

  /** At full speed, with the times moved to now. */
  public static ReplayRequest of(List<Path> paths, Path deploymentFile) {
    return new ReplayRequest(
        paths,
        Optional.of(deploymentFile),
        RecordingChoice.ONLY,
        ReplaySpeed.MAX,
        false,
        TIMEOUT,
        UnaryOperator.identity());
  }
}
