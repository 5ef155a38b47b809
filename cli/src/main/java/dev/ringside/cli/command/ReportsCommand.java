package dev.ringside.cli.command;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.cli.finding.KnownFindings;
import dev.ringside.cli.finding.ReportsText;
import dev.ringside.cli.kafka.LatestRecords;
import dev.ringside.cli.option.KafkaOptions;
import dev.ringside.cli.plan.OutputFormat;
import dev.ringside.cli.report.json.ReportJson;
import dev.ringside.core.report.WindowReport;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.schemas.topic.Topics;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what is on the topic of reports. */
@Command(
    name = "reports",
    sortOptions = false,
    description = {
      "Show what is on the topic of reports: the last window of each replica and the runs that have"
          + " ended, with verdict, age, coverage and findings."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside reports --brokers kafka:9092",
      "  ringside reports --brokers kafka:9092 --deployment llama-8b --format json"
    })
final class ReportsCommand implements Callable<Integer> {

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--deployment",
      paramLabel = "NAME",
      description = "Only those of this deployment.")
  private String deployment;

  @Mixin private OutputFormat format;

  private final Console console;

  ReportsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    ProducerSettings settings = kafka.settings();
    try (LatestRecords records =
        LatestRecords.of(settings.brokers(), settings.additions(), Topics.REPORTS)) {
      List<WindowReport> reports =
          KnownFindings.reports(records.now()).stream()
              .filter(one -> deployment == null || deployment.equals(one.deployment()))
              .toList();
      console.show(
          format.isJson()
              ? ReportJson.render(reports)
              : ReportsText.table(reports, console.clock().instant(), console.width()));
      return ExitCode.OK;
    }
  }
}
