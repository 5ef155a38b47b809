package dev.ringside.agent.main;

import dev.ringside.agent.config.AgentConfig;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.ingest.kafka.BadSettingsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The agent as a process. */
@Command(
    name = "ringside agent",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Follow what the profilers of this node write, and send it to Kafka until stopped. What Kafka"
          + " does not take now waits in a bounded spool on disk."
    },
    footer = {
      "",
      "Examples:",
      "  ringside agent --config agent.yaml",
      "  ringside agent --config agent.yaml --check   # only says whether the file is right",
      "",
      "Then: curl http://127.0.0.1:9465/metrics, /health.",
      "Exit codes: 0 stopped, 1 internal error, 2 bad input, spool or port in use."
    })
public final class AgentMain implements Callable<Integer> {

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "What to follow and where to send it, YAML; docs/agent.md has the keys.")
  private Path config;

  @Option(names = "--check", description = "Read the file, say what is in it, and exit.")
  private boolean check;

  @Option(names = "--debug", description = "Show stack traces.")
  private boolean debug;

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new AgentMain())
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(AgentMain::refuse)
        .setExecutionExceptionHandler(
            (failure, commandLine, parsed) -> ((AgentMain) commandLine.getCommand()).fail(failure));
  }

  @Override
  public Integer call()
      throws IOException, BadDescriptionException, BadSettingsException, InterruptedException {
    AgentConfig read = AgentConfig.read(config);
    PrintWriter out = spec.commandLine().getOut();
    if (check) {
      read.sources().forEach(source -> out.printf("follows %s%n", source.name()));
      read.iterations().forEach(one -> out.printf("follows %s%n", one.name()));
      out.printf("sends to %s as \"%s\"%n", read.kafka().brokers(), read.deployment());
      out.flush();
      return CommandLine.ExitCode.OK;
    }
    try (Agent agent = Agent.start(read)) {
      out.printf(
          "following %d sources, serving http://%s:%d/metrics%n",
          read.sources().size() + read.iterations().size(),
          read.metrics().getHostString(),
          agent.port());
      out.flush();
      awaitStop(agent);
    }
    return CommandLine.ExitCode.OK;
  }

  private static void awaitStop(Agent agent) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "agent-close"));
    new CountDownLatch(1).await();
  }

  private static int refuse(ParameterException e, String[] args) {
    CommandLine commandLine = e.getCommandLine();
    commandLine.getErr().println(e.getMessage() + " (see ringside agent --help)");
    return CommandLine.ExitCode.USAGE;
  }

  private int fail(Exception failure) {
    PrintWriter err = spec.commandLine().getErr();
    if (debug) {
      failure.printStackTrace(err);
    }
    err.println(failure.getMessage());
    return failure instanceof IOException
            || failure instanceof BadDescriptionException
            || failure instanceof BadSettingsException
        ? CommandLine.ExitCode.USAGE
        : CommandLine.ExitCode.SOFTWARE;
  }
}
