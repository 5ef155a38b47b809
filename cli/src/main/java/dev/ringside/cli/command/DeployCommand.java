package dev.ringside.cli.command;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.cli.option.KafkaOptions;
import dev.ringside.cli.option.TenantOption;
import dev.ringside.cli.replay.ReplayRun;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.describe.deployment.DeploymentFile;
import dev.ringside.ingest.kafka.DeploymentPublisher;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.ingest.kafka.TopicSetup;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Publishes the deployment that a running job compares calls with. */
@Command(
    name = "deploy",
    sortOptions = false,
    description = {
      "Publish a deployment, so that the job compares the calls of that deployment with it. Several"
          + " deployments can exist side by side; publishing a name again replaces it, also"
          + " that of another tenant."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside deploy deployment.yaml --brokers kafka:9092",
      "  ringside deploy deployment.yaml --brokers kafka:9092 --tenant team-a",
      "  ringside deploy deployment.yaml --brokers kafka:9093 --client-properties tls.properties"
    })
final class DeployCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "FILE",
      description = "Deployment file (YAML); ringside help replay shows one.")
  private Path file;

  @Mixin private KafkaOptions kafka;

  @Mixin private TenantOption tenant;

  private final Console console;

  DeployCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    Deployment deployment = tenant.of(DeploymentFile.read(file));
    ProducerSettings settings = kafka.settings().ownedBy(deployment.tenant());
    new TopicSetup(settings).createWhatIsAllowed(ReplayRun.PARTITIONS);
    new DeploymentPublisher(settings).publish(deployment);
    console.say(
        "published deployment %s%s"
            .formatted(
                deployment.name(),
                deployment.tenant().isDefault() ? "" : " of " + deployment.tenant()));
    return ExitCode.OK;
  }
}
