package dev.ringside.cli.command;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.cli.option.KafkaOptions;
import dev.ringside.cli.option.TenantOption;
import dev.ringside.cli.replay.ReplayRun;
import dev.ringside.core.deployment.Tenant;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.ingest.kafka.TopicSetup;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Creates the topics, without which the job cannot start. */
@Command(
    name = "topics",
    sortOptions = false,
    description = {
      "Create the missing topics with the broker's default replication: those that all share, and"
          + " the tenant's topic of calls, which a running job finds by itself. Existing topics"
          + " stay as they are."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside topics --brokers kafka:9092",
      "  ringside topics --brokers kafka:9092 --tenant team-a",
      "  ringside topics --brokers kafka:9092 --partitions 48"
    })
final class TopicsCommand implements Callable<Integer> {

  @Mixin private KafkaOptions kafka;

  @Mixin private TenantOption tenant;

  @Option(
      names = "--partitions",
      paramLabel = "NUMBER",
      defaultValue = "" + ReplayRun.PARTITIONS,
      description =
          "Partitions of the calls topic, which bound how many tasks of the job can read it"
              + " (default: ${DEFAULT-VALUE}).")
  private int partitions;

  private final Console console;

  TopicsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    ProducerSettings settings = kafka.settings().ownedBy(tenant.given().orElse(Tenant.DEFAULT));
    TopicSetup topics = new TopicSetup(settings);
    topics.createMissing(partitions);
    topics.stampCalls();
    console.say("all topics exist");
    return ExitCode.OK;
  }
}
