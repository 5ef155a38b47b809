package dev.ringside.cli.command;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.cli.console.Progress;
import dev.ringside.cli.inspect.InspectionJson;
import dev.ringside.cli.inspect.InspectionText;
import dev.ringside.cli.plan.OutputFormat;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.describe.deployment.DeploymentFile;
import dev.ringside.ingest.files.ReadFiles;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.inspect.Inspection;
import dev.ringside.ingest.iterations.EngineCoverage;
import dev.ringside.ingest.iterations.EngineWords;
import dev.ringside.ingest.recording.Recording;
import dev.ringside.ingest.recording.TraceRecording;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what is in files before anything is compared. */
@Command(
    name = "inspect",
    sortOptions = false,
    description = {
      "Show what is in recorded files: format, ranks, groups and the parallelism they seem to"
          + " serve, collectives and sizes, how far times can be trusted, what was lost, who waits"
          + " for whom, and which source would show what is missing.",
      "Exit code 3 means that there is a finding: a rank that others wait for, a call that has not"
          + " ended, a damaged file among others, times that contradict one another."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside inspect traces/",
      "  ringside inspect rank0.json.gz rank1.json.gz",
      "  ringside inspect dumps/ --format json | jq .suspects"
    })
final class InspectCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "Files of any format that Ringside reads, or folders that contain them.")
  private List<Path> paths;

  @Option(
      names = "--deployment",
      paramLabel = "FILE",
      description =
          "Deployment file: joins what the engine tells of its passes, in a list among the files or"
              + " in the traces, with the passes rebuilt from their calls.")
  private Path deployment;

  @Mixin private OutputFormat format;

  private final Console console;

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    Inspection inspection = read();
    List<EngineCoverage> engine = new ArrayList<>();
    if (deployment != null && inspection.coverage().calls() > 0) {
      Deployment of = DeploymentFile.read(deployment);
      for (TraceRecording recording : traces(of)) {
        engine.addAll(coverage(inspection, recording, of));
        inspection = inspection.noting(EngineWords.findings(recording, of));
      }
    }
    console.show(
        format.isJson()
            ? InspectionJson.render(inspection, engine)
            : InspectionText.render(inspection, engine, console.width()));
    return inspection.findings().isEmpty() ? ExitCode.OK : ExitCode.DEVIATION;
  }

  /** By the engine's own list; where there is none, by what it wrote into the traces. */
  private static List<EngineCoverage> coverage(
      Inspection inspection, TraceRecording recording, Deployment of) {
    List<Iteration> told =
        inspection.told().stream().flatMap(one -> one.log().iterations().stream()).toList();
    return EngineCoverage.of(
        recording, told.isEmpty() ? EngineWords.iterations(recording, of) : told, of);
  }

  /** Containers hold no word of an engine. */
  private List<TraceRecording> traces(Deployment of) throws UnreadableTraceException {
    RecordingFiles files = RecordingFiles.recognise(paths, Optional.of(deployment));
    List<TraceRecording> traces = new ArrayList<>();
    for (ReadFiles<? extends Recording> read :
        files.openEach(Optional.of(of.layout()), (done, total) -> {})) {
      if (read.recording() instanceof TraceRecording trace) {
        traces.add(trace);
      }
    }
    return traces;
  }

  private Inspection read() throws Exception {
    RecordingFiles files = RecordingFiles.forInspection(paths);
    try (Progress progress = Progress.of(console, "reading calls", Progress.BYTES)) {
      return Inspection.of(files, progress::at);
    }
  }
}
