package dev.ringside.cli.replay;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.Progress;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.ingest.kineto.KinetoReader;
import dev.ringside.ingest.trace.Recording;
import dev.ringside.ingest.trace.UnreadableTraceException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Recording and deployment, read to the end and held against each other before anything else. */
public record RecordedInput(Recording recording, Optional<Deployment> deployment) {

  /**
   * @throws UnreadableTraceException with one line, if the recording cannot be used
   * @throws BadInputException if it is not one of this deployment
   */
  public static RecordedInput read(
      List<Path> paths, Optional<Deployment> deployment, Console console)
      throws UnreadableTraceException {
    Recording recording;
    try (Progress progress = Progress.of(console, "reading traces", Progress.BYTES)) {
      recording = Recording.open(List.of(new KinetoReader()), paths, progress::at);
    }
    deployment.ifPresent(against -> requireFit(recording, against));
    return new RecordedInput(recording, deployment);
  }

  private static void requireFit(Recording recording, Deployment deployment) {
    ParallelLayout layout = deployment.layout();
    int ranks = layout.worldSize();
    int seen = recording.worldSize().orElse(0);
    int highest = recording.ranks().get(recording.ranks().size() - 1);
    if (seen > 0 && seen != ranks) {
      throw new BadInputException(
          "the recording is of %d ranks (%s), but deployment %s has tensor %d x pipeline %d%s = %d: correct its parallelism"
              .formatted(
                  seen,
                  recording.traces().get(0).source(),
                  deployment.name(),
                  layout.tensor(),
                  layout.pipeline(),
                  layout.data() > 1 ? " x data " + layout.data() : "",
                  ranks));
    }
    if (highest >= ranks) {
      throw new BadInputException(
          "rank %d (%s) is none of deployment %s, which has ranks 0 to %d: correct its parallelism"
              .formatted(
                  highest,
                  recording.traces().get(recording.traces().size() - 1).source(),
                  deployment.name(),
                  ranks - 1));
    }
  }

  /** The replicas its ranks belong to. */
  public long replicas() {
    return deployment
        .map(d -> recording.ranks().stream().map(d.layout()::replicaOf).distinct().count())
        .orElse(1L);
  }

  /** One line that names the files left aside; empty if there are none. */
  public Optional<String> ignored() {
    return recording.ignored().isEmpty()
        ? Optional.empty()
        : Optional.of(
            recording.ignored().stream()
                .map(file -> "%s (%s)".formatted(file.file(), file.reason()))
                .collect(Collectors.joining(", ", "ignored ", "")));
  }
}
