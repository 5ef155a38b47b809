package dev.ringside.cli.command;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.cli.finding.FindingText;
import dev.ringside.cli.finding.KnownFindings;
import dev.ringside.cli.kafka.LatestRecords;
import dev.ringside.cli.option.KafkaOptions;
import dev.ringside.cli.plan.OutputFormat;
import dev.ringside.cli.report.json.FindingJson;
import dev.ringside.core.finding.FindingRecord;
import dev.ringside.core.finding.FindingState;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.schemas.topic.Topics;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what is wrong in a running cluster. */
@Command(
    name = "findings",
    sortOptions = false,
    description = {
      "Show what is wrong now in the deployments that a job watches: what, whose fault, since when."
          + " The exit code is 3 if anything is, and 0 if nothing is."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside findings --brokers kafka:9092",
      "  ringside findings --brokers kafka:9092 --deployment llama-8b --all",
      "  ringside findings --brokers kafka:9092 --watch",
      "  ringside findings --brokers kafka:9092 --format json | jq .findings"
    })
final class FindingsCommand implements Callable<Integer> {

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--deployment",
      paramLabel = "NAME",
      description = "Only those of this deployment.")
  private String deployment;

  @Option(names = "--all", description = "Also those that are over.")
  private boolean all;

  @Option(
      names = "--watch",
      description = "Then a line for each change, until interrupted. Not with --format json.")
  private boolean watch;

  @Mixin private OutputFormat format;

  private final Console console;

  FindingsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    ProducerSettings settings = kafka.settings();
    try (LatestRecords records =
        LatestRecords.of(settings.brokers(), settings.additions(), Topics.FINDINGS)) {
      List<FindingRecord> findings =
          KnownFindings.of(records.now().values(), Optional.ofNullable(deployment), all);
      console.show(
          format.isJson()
              ? FindingJson.render(findings)
              : FindingText.table(findings, console.width()));
      while (watch && !format.isJson()) {
        records.next((id, value) -> show(value));
      }
      boolean isOpen = findings.stream().anyMatch(one -> one.state() != FindingState.RESOLVED);
      return isOpen ? ExitCode.DEVIATION : ExitCode.OK;
    }
  }

  private void show(byte[] value) {
    if (value != null) {
      KnownFindings.finding(value)
          .filter(one -> deployment == null || deployment.equals(one.deployment()))
          .ifPresent(one -> console.show(FindingText.line(one)));
    }
  }
}
