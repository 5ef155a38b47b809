package dev.ringside.cli.command;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.cli.finding.FindingText;
import dev.ringside.cli.finding.KnownFindings;
import dev.ringside.cli.kafka.LatestRecords;
import dev.ringside.cli.option.KafkaOptions;
import dev.ringside.core.finding.FindingRecord;
import dev.ringside.core.report.WindowReport;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.schemas.topic.ReportKey;
import dev.ringside.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tells the story of one finding. */
@Command(
    name = "explain",
    sortOptions = false,
    description = {
      "Tell the story of one finding: what is wrong, whose fault it is, since when, the figures,"
          + " what to do, and which rows of the replica's last window differ from the model."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside findings --brokers kafka:9092",
      "  ringside explain 5be01c9a77d2 --brokers kafka:9092"
    })
final class ExplainCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "ID",
      description = "Id of the finding, as \"findings\" shows it; its first digits are enough.")
  private String id;

  @Mixin private KafkaOptions kafka;

  private final Console console;

  ExplainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    ProducerSettings settings = kafka.settings();
    FindingRecord finding = find(settings);
    console.show(FindingText.story(finding, lastWindow(settings, finding)));
    return ExitCode.OK;
  }

  private FindingRecord find(ProducerSettings settings) throws InterruptedException {
    try (LatestRecords records =
        LatestRecords.of(settings.brokers(), settings.additions(), Topics.FINDINGS)) {
      Map<String, byte[]> known = records.now();
      known.keySet().removeIf(key -> id.isEmpty() || !key.startsWith(id));
      if (known.size() != 1) {
        throw new BadInputException(
            known.isEmpty()
                ? "there is no finding \"%s\": \"ringside findings --all\" lists all".formatted(id)
                : "%d findings begin with \"%s\": give more digits".formatted(known.size(), id));
      }
      return KnownFindings.finding(known.values().iterator().next())
          .orElseThrow(
              () ->
                  new BadInputException(
                      "finding \"%s\" was written by a newer release: use that one".formatted(id)));
    }
  }

  private static Optional<WindowReport> lastWindow(ProducerSettings settings, FindingRecord finding)
      throws InterruptedException {
    String key =
        new String(
            ReportKey.ofWindow(finding.deployment(), finding.replica()), StandardCharsets.UTF_8);
    try (LatestRecords records =
        LatestRecords.of(settings.brokers(), settings.additions(), Topics.REPORTS)) {
      return Optional.ofNullable(records.now().get(key)).flatMap(KnownFindings::report);
    }
  }
}
