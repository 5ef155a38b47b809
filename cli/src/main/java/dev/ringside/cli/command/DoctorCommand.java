package dev.ringside.cli.command;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.cli.doctor.Diagnosis;
import dev.ringside.cli.doctor.Doctor;
import dev.ringside.cli.doctor.Node;
import dev.ringside.cli.report.text.TextTable;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says whether the calls of a GPU node can be seen. */
@Command(
    name = "doctor",
    sortOptions = false,
    description = {
      "Check a GPU node: whether NCCL's Inspector is loaded and writes every call, whether other"
          + " kernels are likely to carry all-reduces unseen, disk, clock and Kafka; then print the"
          + " variables to set for the engine. Run it as the engine's user. It changes nothing, and"
          + " looks only at variables of NCCL, RCCL, vLLM, SGLang and torch.",
      "Exit code 3 means that calls will not be seen."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside doctor",
      "  ringside doctor --brokers kafka:9092",
      "  ringside doctor --plugin /opt/nccl/libnccl-profiler-inspector.so --dump-dir /var/log/nccl"
    })
final class DoctorCommand implements Callable<Integer> {

  @Option(
      names = "--brokers",
      paramLabel = "HOST:PORT",
      defaultValue = "",
      description = "Kafka to try to reach (default: none).")
  private String brokers;

  @Option(
      names = "--plugin",
      paramLabel = "FILE",
      defaultValue = "libnccl-profiler-inspector.so",
      description = "The Inspector's library, for the variables (default: ${DEFAULT-VALUE}).")
  private String plugin;

  @Option(
      names = "--dump-dir",
      paramLabel = "FOLDER",
      defaultValue = "/var/log/nccl-inspector",
      description = "Where it is to write, for the variables (default: ${DEFAULT-VALUE}).")
  private String folder;

  private final Console console;
  private final Node node;

  DoctorCommand(Console console, Node node) {
    this.console = console;
    this.node = node;
  }

  @Override
  public Integer call() {
    List<Diagnosis> found = new Doctor(node).examine(brokers);
    List<String> lines =
        new TextTable<>(console.width(), found)
            .left("", diagnosis -> diagnosis.level().label())
            .left("about", Diagnosis::about)
            .left("what", Diagnosis::text)
            .lines();
    console.show(
        "%s\n\nFor the engine's environment:\n\n%s"
            .formatted(String.join("\n", lines), Doctor.environmentBlock(plugin, folder)));
    boolean ill = found.stream().anyMatch(one -> one.level() == Diagnosis.Level.PROBLEM);
    return ill ? ExitCode.DEVIATION : ExitCode.OK;
  }
}
