package dev.ringside.cli.replay;

import dev.ringside.ingest.replay.ReplaySpeed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is replayed, and how.
 *
 * @param deploymentFile absent: observed figures only
 * @param timeout how long the report may take once all is published
 */
public record ReplayRequest(
    List<Path> paths,
    Optional<Path> deploymentFile,
    ReplaySpeed speed,
    boolean originalTime,
    Duration timeout) {

  public static final Duration TIMEOUT = Duration.ofMinutes(2);

  public ReplayRequest {
    paths = List.copyOf(paths);
  }

  /** As fast as it can be taken, moved to now. */
  public static ReplayRequest of(List<Path> paths, Path deploymentFile) {
    return new ReplayRequest(paths, Optional.of(deploymentFile), ReplaySpeed.MAX, false, TIMEOUT);
  }
}
