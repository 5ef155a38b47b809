package dev.ringside.cli.replay;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.Progress;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import dev.ringside.ingest.files.IgnoredFile;
import dev.ringside.ingest.files.ReadFiles;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.iterations.EngineWords;
import dev.ringside.ingest.recording.Recording;
import dev.ringside.ingest.recording.TraceRecording;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Recording and deployment, read to the end and checked against each other before anything is
 * published.
 */
public record RecordedInput(Recording recording, Optional<Deployment> deployment) {

  /**
   * Reads all files and says on the console which were left aside and what explains the rest.
   *
   * @return what was chosen, at least one, in the order in which they were recorded
   * @throws UnreadableTraceException with one line, if the recording cannot be used
   * @throws BadInputException if it is not of this deployment
   */
  public static List<RecordedInput> read(
      RecordingFiles files,
      Optional<Deployment> deployment,
      RecordingChoice choice,
      Console console)
      throws UnreadableTraceException {
    try (Progress progress = Progress.of(console, "reading calls", Progress.BYTES)) {
      List<ReadFiles<? extends Recording>> chosen =
          choice.of(files.openEach(layoutOf(deployment), progress::at));
      List<RecordedInput> inputs = new ArrayList<>();
      for (ReadFiles<? extends Recording> read : chosen) {
        inputs.add(new RecordedInput(checked(read, deployment), deployment));
      }
      tell(chosen, console);
      return List.copyOf(inputs);
    }
  }

  /**
   * Reads all files, which must be one recording, into memory.
   *
   * @throws UnreadableTraceException with one line, if they cannot be used
   * @throws BadInputException if they are not of this deployment
   */
  public static TraceRecording readTraces(
      RecordingFiles files, Optional<Deployment> deployment, Console console)
      throws UnreadableTraceException {
    try (Progress progress = Progress.of(console, "reading calls", Progress.BYTES)) {
      ReadFiles<TraceRecording> read = files.read(layoutOf(deployment), progress::at);
      TraceRecording recording = checked(read, deployment);
      tell(List.of(read), console);
      return recording;
    }
  }

  private static Optional<ParallelLayout> layoutOf(Optional<Deployment> deployment) {
    return deployment.map(Deployment::layout);
  }

  private static <R extends Recording> R checked(
      ReadFiles<R> read, Optional<Deployment> deployment) {
    R recording = read.recording();
    deployment.ifPresent(against -> DeploymentFit.require(recording, against));
    return recording;
  }

  private static void tell(List<? extends ReadFiles<?>> chosen, Console console) {
    if (!chosen.get(0).ignored().isEmpty()) {
      console.say(IgnoredFile.say(chosen.get(0).ignored()));
    }
    chosen.forEach(read -> read.recording().remarks().forEach(console::say));
  }

  /** What its files tell and the job does not know, as findings. */
  List<Finding> remarks() {
    List<Finding> findings = new ArrayList<>();
    recording.remarks().forEach(one -> findings.add(FindingKind.SOURCE_REMARK.saying(one)));
    if (recording instanceof TraceRecording traces) {
      deployment.ifPresent(against -> findings.addAll(EngineWords.findings(traces, against)));
    }
    return findings;
  }

  /** The number of replicas to which its ranks belong. */
  public long replicas() {
    return deployment
        .map(d -> recording.ranks().stream().map(d.layout()::replicaOf).distinct().count())
        .orElse(1L);
  }
}
