package dev.ringside.cli.command;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.Failures;
import dev.ringside.cli.console.Interruption;
import dev.ringside.cli.console.Logging;
import dev.ringside.cli.console.Shortage;
import dev.ringside.cli.doctor.LocalNode;
import dev.ringside.cli.option.CommonOptions;
import dev.ringside.cli.option.PathConverter;
import dev.ringside.core.deployment.Engine;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;

/** The command line as a whole: its commands, its exit codes, and how it reports failures. */
@Command(
    name = "ringside",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Compares the collective communication of LLM inference with what the model must communicate."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:match, or nothing to compare with",
      "1:internal error",
      "2:bad input or usage",
      "3:deviation or finding",
      "4:insufficient coverage: too little was seen for a verdict",
      "130:interrupted"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside demo --exit",
      "  ringside replay traces/ --deployment deployment.yaml",
      "  ringside replay traces/ --deployment none --report-json - | jq .collectives",
      "  ringside inspect traces/",
      "  ringside simulate --scenario slow-rank --out run/",
      "  ringside plan --model llama-3.1-70b --tensor 8 --gpu h100 --fabric h100-nvlink",
      "  ringside help replay"
    },
    subcommands = CommandLine.HelpCommand.class)
public final class Ringside implements Runnable {

  /** In a footer: the engines, as a deployment file names them. */
  static final String ENGINES = "{engines}";

  private static final String COMMON = "common";

  /** Commands that unpack jars or native libraries. */
  private static final Set<String> UNPACKING =
      Set.of("demo", "replay", "simulate", "calibrate", "inspect", "convert");

  private static final int HELP_WIDTH = 100;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the versions of Ringside and what it is built on, and exit.")
  @SuppressWarnings("UnusedVariable") // Picocli reads it.
  private boolean version;

  @Spec private CommandSpec spec;

  private Ringside() {}

  /** The parser with all commands, ready to {@code execute}. */
  public static CommandLine commandLine(Console console, Interruption interruption) {
    CommandLine commands = withCommonOptions(new Ringside());
    VersionCommand version = new VersionCommand(console);
    commands.getCommandSpec().versionProvider(version);
    commands
        .addSubcommand(withCommonOptions(new DemoCommand(console)))
        .addSubcommand(withCommonOptions(new ReplayCommand(console, interruption)))
        .addSubcommand(withCommonOptions(new SimulateCommand(console)))
        .addSubcommand(withCommonOptions(new InspectCommand(console)))
        .addSubcommand(withCommonOptions(new DescribeCommand(console)))
        .addSubcommand(withCommonOptions(new ConvertCommand(console)))
        .addSubcommand(withCommonOptions(new DeployCommand(console)))
        .addSubcommand(withCommonOptions(new UndeployCommand(console)))
        .addSubcommand(withCommonOptions(new FindingsCommand(console)))
        .addSubcommand(withCommonOptions(new ExplainCommand(console)))
        .addSubcommand(withCommonOptions(new ReportsCommand(console)))
        .addSubcommand(withCommonOptions(new PlanCommand(console)))
        .addSubcommand(withCommonOptions(new AdviseCommand(console)))
        .addSubcommand(withCommonOptions(new CalibrateCommand(console)))
        .addSubcommand(
            withCommonOptions(new DoctorCommand(console, new LocalNode(System.getenv()))))
        .addSubcommand(withCommonOptions(new TopicsCommand(console)))
        .addSubcommand(withCommonOptions(new AclsCommand(console)))
        .addSubcommand(withCommonOptions(new PasswordCommand(console, System.in)))
        .addSubcommand(withCommonOptions(new AgentCommand()))
        .addSubcommand(withCommonOptions(new BenchCommand()))
        .addSubcommand(withCommonOptions(version));
    Failures failures = new Failures(console, interruption);
    return commands
        .registerConverter(Path.class, new PathConverter())
        .setExpandAtFiles(false) // or "@/dev/zero" would be read as a file of arguments
        .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
        .setUsageHelpWidth(Math.max(80, Math.min(console.width(), HELP_WIDTH)))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(Ringside::run)
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures);
  }

  private static CommandLine withCommonOptions(Object command) {
    CommandLine line = new CommandLine(command).addMixin(COMMON, new CommonOptions());
    UsageMessageSpec usage = line.getCommandSpec().usageMessage();
    usage.footer(Stream.of(usage.footer()).map(Ringside::withEngines).toArray(String[]::new));
    return line;
  }

  private static String withEngines(String footer) {
    return footer.replace(ENGINES, Engine.labels());
  }

  private static int run(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    CommandSpec common = last.commandSpec().mixins().get(COMMON);
    try {
      if (common != null && common.userObject() instanceof CommonOptions options) {
        Logging.configure(options.debug(), options.logFile());
      }
      if (UNPACKING.contains(last.commandSpec().name())) {
        Shortage.requireTemporaryFolder();
      }
      return new RunLast().execute(parsed);
    } catch (BadInputException | Error e) { // which Picocli would let through
      throw new ExecutionException(last.commandSpec().commandLine(), e.toString(), e);
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }
}
