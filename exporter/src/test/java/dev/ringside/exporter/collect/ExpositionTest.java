package dev.ringside.exporter.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.exporter.budget.SeriesTable;
import dev.ringside.exporter.series.Reports;
import dev.ringside.exporter.topic.ReadCounts;
import dev.ringside.exporter.web.WebTraffic;
import dev.ringside.testkit.golden.GoldenFiles;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpositionTest {

  private static final long WRITTEN_MS = 1_750_000_031_500L;

  private final SeriesTable table =
      new SeriesTable(
          100, Clock.fixed(Instant.ofEpochMilli(WRITTEN_MS).plusSeconds(10), ZoneOffset.UTC));
  private final ReadCounts counts = new ReadCounts();

  @Test
  void theWholePageIsAsWritten() throws IOException {
    table.accept(new Reports("llama-3b-tp2", 0).deviating(10), WRITTEN_MS);
    table.caughtUp();
    counts.countTaken();
    counts.countMalformed("truncated");

    new GoldenFiles(Path.of("src/test/resources/golden")).verify("exposition.txt", page());
  }

  @Test
  void beforeAllIsReadThereAreOnlyTheExportersOwnMetrics() throws IOException {
    table.accept(new Reports("llama", 0).window(1), 1);

    assertThat(page().lines().filter(line -> !line.startsWith("#")))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("ringside_exporter_"));
  }

  @Test
  void expectedTwinsCarryTheSameLabelsAsTheObserved() throws IOException {
    table.accept(new Reports("llama", 0).window(1), 1);
    table.caughtUp();

    String page = page();

    assertThat(labelSets(page, "ringside_collective_expected_calls_total"))
        .isEqualTo(labelSets(page, "ringside_collective_calls_total"))
        .isNotEmpty();
  }

  @Test
  void aNameWithQuotesAndNewlinesIsEscapedAndALongOneCut() throws IOException {
    table.accept(new Reports("say \"hi\"\nthere\\", 0).window(1), 1);
    table.accept(new Reports("x".repeat(256), 0).window(1), 1);
    table.caughtUp();

    assertThat(page()).contains("deployment=\"say \\\"hi\\\"\\nthere\\\\\"");
    assertThat(page().lines()).allMatch(line -> line.length() < 500);
  }

  private static List<String> labelSets(String page, String metric) {
    return page.lines()
        .filter(line -> line.startsWith(metric + "{"))
        .map(line -> line.substring(line.indexOf('{'), line.indexOf('}')))
        .sorted()
        .toList();
  }

  private String page() throws IOException {
    List<MetricFamilySamples> families =
        new ReportCollector(table, counts, new WebTraffic()).collect();
    StringWriter page = new StringWriter();
    TextFormat.write004(page, Collections.enumeration(families));
    return page.toString();
  }
}
