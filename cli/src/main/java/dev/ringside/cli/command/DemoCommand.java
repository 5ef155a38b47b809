package dev.ringside.cli.command;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.cli.demo.BundledRecording;
import dev.ringside.cli.demo.BundledRecordingConverter;
import dev.ringside.cli.demo.Demo;
import dev.ringside.cli.demo.ScenarioDemo;
import dev.ringside.cli.demo.live.LiveDemo;
import dev.ringside.cli.outcome.ObservedRun;
import dev.ringside.cli.report.table.ReportTable;
import dev.ringside.cli.report.table.SimulationText;
import dev.ringside.cli.report.table.WindowsTable;
import dev.ringside.cli.simulate.ScenarioOptions;
import dev.ringside.exporter.main.Exporter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows all of Ringside on one recorded inference, without installing anything. */
@Command(
    name = "demo",
    sortOptions = false,
    description = {
      "Replay a recorded inference through Kafka and Flink inside this process, show expected"
          + " against observed, and serve /metrics until Ctrl-C.",
      "The recordings are of real engines: vllm-tp2pp2 (nothing is wrong), deepseek-one-token (a"
          + " real bug of vLLM) and transformers-tp2 (nothing is wrong).",
      "With --scenario, simulate a cluster instead and show each window beside the injected"
          + " faults.",
      "With --live, a simulated server writes NCCL Inspector files as time passes, an agent follows"
          + " them, and after half a minute something goes wrong."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside demo",
      "  ringside demo --exit",
      "  ringside demo --recording deepseek-one-token --exit   # ends with 3: a deviation",
      "  ringside demo --scenario extra-collectives",
      "  ringside demo --live                   # a live server, an agent, and a fault",
      "  ringside demo --live --seconds 90      # ends by itself: 3 if the fault was found, 4 if"
          + " not",
      "  ringside demo --port 0     # any free port"
    })
final class DemoCommand implements Callable<Integer> {

  @Option(
      names = "--recording",
      paramLabel = "NAME",
      description = "The recording: vllm-tp2pp2 (default), deepseek-one-token, transformers-tp2.",
      converter = BundledRecordingConverter.class)
  private BundledRecording recording;

  @Option(names = "--exit", description = "Exit after the table instead of serving /metrics.")
  private boolean exit;

  @Option(
      names = "--port",
      defaultValue = "" + Exporter.DEFAULT_PORT,
      description = "Port for /metrics; 0 picks any free port (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--address",
      defaultValue = "127.0.0.1",
      description = "Address for /metrics, which needs no login (default: ${DEFAULT-VALUE}).")
  private String address;

  @Option(
      names = "--live",
      description = "Watch a simulated server live, through Inspector files and an agent.")
  private boolean live;

  @Option(
      names = "--seconds",
      paramLabel = "NUMBER",
      description = "End the live demo after so long (default: at Ctrl-C).")
  private Integer seconds;

  @Mixin private ScenarioOptions scenarios;

  private final Console console;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (port < 0 || port > 65535) {
      throw new BadInputException("--port is %d: give a port from 0 to 65535".formatted(port));
    }
    if (scenarios.list(console.out())) {
      return ExitCode.OK;
    }
    if (recording != null && (live || scenarios.isGiven())) {
      throw new BadInputException("--recording goes with neither --live nor --scenario");
    }
    if (live) {
      return live();
    }
    if (seconds != null) {
      throw new BadInputException("--seconds belongs to --live");
    }
    if (scenarios.isGiven()) {
      return scenario();
    }
    Demo demo =
        new Demo(Optional.ofNullable(recording).orElse(BundledRecording.VLLM_TP2PP2), console);
    return ExitCode.of(
        (exit ? demo.run() : demo.serve(new InetSocketAddress(address, port))).verdict());
  }

  private int live() throws Exception {
    if (exit || scenarios.isGiven()) {
      throw new BadInputException("--live has a scenario of its own, and ends with --seconds");
    }
    if (seconds != null && seconds < 1) {
      throw new BadInputException("--seconds is %d: give 1 or more".formatted(seconds));
    }
    boolean found =
        new LiveDemo(console)
            .run(
                new InetSocketAddress(address, port),
                Optional.ofNullable(seconds).map(Duration::ofSeconds));
    return found ? ExitCode.DEVIATION : ExitCode.INSUFFICIENT;
  }

  private int scenario() throws Exception {
    ObservedRun outcome = new ScenarioDemo(console).run(scenarios.choose().scenario());
    console.show(
        String.join(
            "\n",
            SimulationText.table(outcome.simulation()),
            new WindowsTable(console.palette(), console.width()).render(outcome),
            new ReportTable(console.palette(), console.width()).summary(outcome.run())));
    return ExitCode.of(outcome.run().verdict());
  }
}
