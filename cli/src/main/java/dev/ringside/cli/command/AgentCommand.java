package dev.ringside.cli.command;

import dev.ringside.cli.console.BadInputException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * Lists {@code agent} among the commands. The launcher script builds and starts the agent itself:
 * it is a distribution of its own, without Flink and without a broker.
 */
@Command(
    name = "agent",
    description = {
      "Follow what the profilers of this node write, and send it to Kafka. A program of its own,"
          + " small enough to run beside an inference server; in a source tree the launcher builds"
          + " it first."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ringside agent --config agent.yaml", "  ringside agent --help      # all options"})
final class AgentCommand implements Callable<Integer> {

  @Unmatched private List<String> options;

  @Override
  public Integer call() {
    throw new BadInputException(
        "agent %s: this installation has no agent; install its distribution, or run ./ringside agent in a source tree"
            .formatted(String.join(" ", options)));
  }
}
