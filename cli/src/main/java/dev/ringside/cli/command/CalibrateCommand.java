package dev.ringside.cli.command;

import dev.ringside.cli.calibration.CalibrationTable;
import dev.ringside.cli.console.BadInputException;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.cli.replay.RecordedInput;
import dev.ringside.cli.report.WholeFile;
import dev.ringside.cli.report.text.Printable;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.describe.deployment.DeploymentFile;
import dev.ringside.describe.fabric.FabricFile;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.ingest.calibration.Calibration;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.recording.TraceRecording;
import dev.ringside.simulator.record.BrokenOutputException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fits the latency and bandwidth of links to recorded calls. */
@Command(
    name = "calibrate",
    sortOptions = false,
    description = {
      "Fit latency and bandwidth (t = alpha + wire/beta) to recorded calls, by transport,"
          + " collective and group size, and write them as a fabric file for plan and advise. Exit"
          + " code 4 means that no path has calls of enough different sizes to tell latency from"
          + " bandwidth."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside calibrate traces/ --out fabric.yaml",
      "  ringside calibrate traces/ --deployment deployment.yaml --name h100-nvlink --out"
          + " mine.yaml",
      "  ringside plan --model llama-3.1-70b --tensor 8 --gpu h100 --fabric mine.yaml"
    })
final class CalibrateCommand implements Callable<Integer> {

  private static final String STDOUT = "-";

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "Traces or containers of batches, or folders that contain them.")
  private List<Path> paths;

  @Option(
      names = "--deployment",
      paramLabel = "FILE",
      description =
          "Deployment file: identifies groups that the traces do not name, and the GPUs per node.")
  private Path deployment;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "calibrated",
      description =
          "Name of the fabric (default: calibrated). With the name of a bundled fabric, paths that"
              + " were not seen keep its costs.")
  private String name;

  @Option(
      names = "--out",
      paramLabel = "FILE|-",
      description =
          "Write the fabric to this file. With '-' it goes to stdout, and the table to stderr.")
  private String out;

  private final Console console;

  CalibrateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    requireValidOptions();
    Optional<Deployment> against = readDeployment();
    RecordingFiles files = RecordingFiles.recognise(paths, Optional.ofNullable(deployment));
    TraceRecording recording = RecordedInput.readTraces(files, against, console);
    Calibration calibration =
        Calibration.of(
            recording, against, name, Optional.ofNullable(FabricFile.bundled().get(name)));
    PrintStream people = STDOUT.equals(out) ? console.err() : console.out();
    people.print(Printable.lines(new CalibrationTable(console.width()).render(calibration)));
    people.flush();
    if (calibration.fabric().isEmpty()) {
      console.say("no path has calls of enough different sizes: record more of them");
      return ExitCode.INSUFFICIENT;
    }
    if (out != null) {
      write(calibration.fabric().get());
    }
    return ExitCode.OK;
  }

  private void requireValidOptions() throws BrokenOutputException {
    if (name.isBlank()) {
      throw new BadInputException("--name is empty: give the fabric a name");
    }
    if (out != null && !out.equals(STDOUT)) {
      new WholeFile("--out", out).requireWritable();
    }
  }

  private Optional<Deployment> readDeployment() throws BadDescriptionException {
    return deployment == null ? Optional.empty() : Optional.of(DeploymentFile.read(deployment));
  }

  private void write(Fabric fabric) throws BrokenOutputException {
    String yaml = FabricFile.write(fabric);
    if (out.equals(STDOUT)) {
      console.show(yaml);
      return;
    }
    new WholeFile("--out", out).write(yaml.getBytes(StandardCharsets.UTF_8));
    console.say("wrote fabric %s to %s".formatted(fabric.name(), out));
  }
}
