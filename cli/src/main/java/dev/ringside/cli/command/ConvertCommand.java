package dev.ringside.cli.command;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.cli.option.RecordingConverter;
import dev.ringside.cli.replay.ContainerCopy;
import dev.ringside.cli.replay.RecordedInput;
import dev.ringside.cli.replay.RecordingChoice;
import dev.ringside.cli.report.WholeFile;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.describe.deployment.DeploymentFile;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.replay.ReplayOutcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes recordings of any format into a container. */
@Command(
    name = "convert",
    sortOptions = false,
    description = {
      "Write recorded calls of any format that Ringside replays into one container of batches,"
          + " which is much smaller than traces and is replayed without holding it in memory. Times"
          + " stay as they were recorded."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside convert traces/ --out calls.avro",
      "  ringside convert traces/ --deployment deployment.yaml --out calls.avro",
      "  ringside replay calls.avro --deployment deployment.yaml"
    })
final class ConvertCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "Files of any format that Ringside replays, or folders that contain them.")
  private List<Path> paths;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The container to write, such as calls.avro.")
  private String out;

  @Option(
      names = "--deployment",
      paramLabel = "FILE",
      description = "Deployment file whose name and replicas the batches carry (default: none).")
  private Path deployment;

  @Option(
      names = "--recording",
      paramLabel = "N",
      converter = RecordingConverter.class,
      description =
          "Where a server was profiled several times into one folder: the recording to write, from"
              + " 1 in the order of time (default: refuse several).")
  private RecordingChoice recording = RecordingChoice.ONLY;

  private final Console console;

  ConvertCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (recording.equals(RecordingChoice.EACH)) {
      throw new BadInputException("--recording is 'each': a container is one run, give a number");
    }
    WholeFile file = new WholeFile("--out", out);
    file.requireWritable();
    Optional<Deployment> against = readDeployment();
    RecordingFiles files = RecordingFiles.recognise(paths, Optional.ofNullable(deployment));
    RecordedInput input = RecordedInput.read(files, against, recording, console).get(0);
    ReplayOutcome written = new ContainerCopy(input.recording(), against).to(file);
    console.say(
        "wrote %,d calls in %,d batches to %s".formatted(written.calls(), written.batches(), out));
    return ExitCode.OK;
  }

  private Optional<Deployment> readDeployment() throws BadDescriptionException {
    return deployment == null ? Optional.empty() : Optional.of(DeploymentFile.read(deployment));
  }
}
