package dev.ringside.cli.command;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.cli.replay.ReplayRun;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.ingest.kafka.TopicSetup;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prepares a Kafka for the job, which can only start where its topics are. */
@Command(
    name = "topics",
    sortOptions = false,
    description = {
      "Create the topics that are missing. Those that exist stay as they are; replication is the"
          + " broker's default."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside topics --brokers kafka:9092",
      "  ringside topics --brokers kafka:9092 --partitions 48"
    })
final class TopicsCommand implements Callable<Integer> {

  @Option(
      names = "--brokers",
      paramLabel = "HOST:PORT,...",
      required = true,
      description = "Kafka brokers to create them on.")
  private String brokers;

  @Option(
      names = "--partitions",
      paramLabel = "NUMBER",
      defaultValue = "" + ReplayRun.PARTITIONS,
      description =
          "Partitions of the calls: how many tasks of the job can share the reading (default:"
              + " ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--client-properties",
      paramLabel = "FILE",
      description = "Kafka client properties: TLS, SASL, anything.")
  private Path clientProperties;

  private final Console console;

  TopicsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    ProducerSettings kafka =
        clientProperties == null
            ? ProducerSettings.of(brokers)
            : ProducerSettings.fromFile(brokers, clientProperties);
    new TopicSetup(kafka).createMissing(partitions);
    console.say("the topics are there");
    return ExitCode.OK;
  }
}
