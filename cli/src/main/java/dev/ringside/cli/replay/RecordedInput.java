package dev.ringside.cli.replay;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.Progress;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.ingest.container.ContainerFiles;
import dev.ringside.ingest.container.ContainerRecording;
import dev.ringside.ingest.kineto.KinetoReader;
import dev.ringside.ingest.replay.RecordedTraces;
import dev.ringside.ingest.replay.Replayable;
import dev.ringside.ingest.trace.Folder;
import dev.ringside.ingest.trace.Recording;
import dev.ringside.ingest.trace.Recording.IgnoredFile;
import dev.ringside.ingest.trace.TraceReader;
import dev.ringside.ingest.trace.UnreadableTraceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A recording and its deployment, read to the end and checked against each other before anything is
 * published.
 *
 * @param leftAside files in the searched folders that were not read
 */
public record RecordedInput(
    Replayable recording, Optional<Deployment> deployment, List<IgnoredFile> leftAside) {

  private static final List<TraceReader> TRACES = List.of(new KinetoReader());

  /**
   * Reads containers if there are any among the paths, else traces.
   *
   * @throws UnreadableTraceException with one line, if the recording cannot be used
   * @throws BadInputException if it is not of this deployment
   */
  public static RecordedInput read(
      List<Path> paths, Optional<Deployment> deployment, Console console)
      throws UnreadableTraceException {
    Optional<ContainerFiles> found = ContainerFiles.find(paths, TRACES);
    if (found.isPresent()) {
      return checked(containers(found.get(), console), deployment, found.get().ignored());
    }
    Recording traces = traces(paths, console);
    return checked(new RecordedTraces(traces), deployment, traces.ignored());
  }

  /**
   * False if nothing among the paths even has the name of a recording. Costs a look at each folder,
   * so that an input that cannot be one is refused before anything is started.
   */
  static boolean mayBeIn(List<Path> paths) throws UnreadableTraceException {
    for (Path path : paths) {
      if (!Files.isDirectory(path) || Folder.files(path).stream().anyMatch(RecordedInput::mayBe)) {
        return true;
      }
    }
    return false;
  }

  private static boolean mayBe(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".avro") || TRACES.stream().anyMatch(reader -> reader.mayRead(name));
  }

  /**
   * Reads traces only, all of them into memory.
   *
   * @throws UnreadableTraceException with one line, if they cannot be used
   * @throws BadInputException if they are not of this deployment
   */
  public static Recording readTraces(
      List<Path> paths, Optional<Deployment> deployment, Console console)
      throws UnreadableTraceException {
    Recording traces = traces(paths, console);
    checked(new RecordedTraces(traces), deployment, traces.ignored()).sayIgnored(console);
    return traces;
  }

  private static Recording traces(List<Path> paths, Console console)
      throws UnreadableTraceException {
    try (Progress progress = Progress.of(console, "reading traces", Progress.BYTES)) {
      return Recording.open(TRACES, paths, progress::at);
    }
  }

  private static ContainerRecording containers(ContainerFiles files, Console console)
      throws UnreadableTraceException {
    try (Progress progress = Progress.of(console, "reading calls", Progress.BYTES)) {
      return ContainerRecording.open(files.containers(), progress::at);
    }
  }

  private static RecordedInput checked(
      Replayable recording, Optional<Deployment> deployment, List<IgnoredFile> leftAside) {
    deployment.ifPresent(against -> DeploymentFit.require(recording, against));
    return new RecordedInput(recording, deployment, leftAside);
  }

  /** The number of replicas to which its ranks belong. */
  public long replicas() {
    return deployment
        .map(d -> recording.ranks().stream().map(d.layout()::replicaOf).distinct().count())
        .orElse(1L);
  }

  /** Says in one line which files were not read, if there are any. */
  void sayIgnored(Console console) {
    if (!leftAside.isEmpty()) {
      console.say(
          leftAside.stream()
              .map(file -> "%s (%s)".formatted(file.file(), file.reason()))
              .collect(Collectors.joining(", ", "ignored ", "")));
    }
  }
}
