package dev.ringside.cli.command;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.cli.option.KafkaOptions;
import dev.ringside.core.bound.Bound;
import dev.ringside.ingest.kafka.DeploymentPublisher;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Removes a deployment: the job and the exporter forget it and its replicas. */
@Command(
    name = "undeploy",
    sortOptions = false,
    description = {
      "Remove a deployment: the job forgets it and all it knows of its replicas, open runs"
          + " included, and the exporter shows them no longer. Calls that still name it are counted"
          + " unchecked."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ringside undeploy llama-8b-test --brokers kafka:9092"})
final class UndeployCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", description = "Name of the deployment, as in its file.")
  private String name;

  @Mixin private KafkaOptions kafka;

  private final Console console;

  UndeployCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (name.isBlank()) {
      throw new BadInputException("the name of the deployment is empty");
    }
    try {
      Bound.NAME_BYTES.require(name, "name of the deployment");
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage(), e);
    }
    new DeploymentPublisher(kafka.settings()).withdraw(name);
    console.say("removed deployment %s".formatted(name));
    return ExitCode.OK;
  }
}
