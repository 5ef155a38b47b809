package dev.ringside.exporter.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.exporter.budget.SeriesTable;
import dev.ringside.exporter.main.ExporterMain;
import dev.ringside.exporter.series.Reports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Option;

/** What the documents say of the metrics is what the exporter has. */
class DocumentedMetricsTest {

  private static final Path REPOSITORY = Path.of("..");
  private static final Path OPERATIONS = REPOSITORY.resolve("docs/operations.md");

  private static final Pattern ROW =
      Pattern.compile("^\\| (?<names>`ringside_[^|]+`) \\| (?<type>counter|gauge|histogram)\\b");
  private static final Pattern NAME =
      Pattern.compile("`(?<name>ringside_\\w+)(\\{(?<labels>.*?)})?`");
  private static final Pattern EACH = Pattern.compile("up to (\\d+) time series");

  @Test
  void theTablesListEveryMetricWithTypeAndLabelsAndNoOther() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(OPERATIONS)) {
      Matcher row = ROW.matcher(line);
      if (row.find()) {
        Matcher name = NAME.matcher(row.group("names"));
        while (name.find()) {
          String labels = name.group("labels") == null ? "" : name.group("labels");
          documented.put(name.group("name"), row.group("type") + " {" + labels + "}");
        }
      }
    }

    assertThat(documented).isEqualTo(registered());
  }

  @ParameterizedTest
  @CsvSource({"docs, .md", "grafana, .json"})
  void everyMetricThatIsNamedExists(String folder, String ending) throws IOException {
    // The agent's are held to docs/agent.md by its own test.
    Pattern metric = Pattern.compile("\\bringside_(?!agent_)[a-z_]+[a-z]\\b");
    try (Stream<Path> files = Files.walk(REPOSITORY.resolve(folder))) {
      List<Path> naming = files.filter(file -> file.toString().endsWith(ending)).toList();
      assertThat(naming).isNotEmpty();
      for (Path file : naming) {
        assertThat(metric.matcher(Files.readString(file)).results().map(hit -> hit.group()))
            .as("%s", file)
            .allMatch(name -> registered().containsKey(name.replaceFirst("_bucket$", "")));
      }
    }
  }

  @Test
  void aLabelSetIsAsManyTimeSeriesAsIsSaid() throws Exception {
    SeriesTable table = new SeriesTable(10, Clock.systemUTC());
    table.accept(new Reports("llama", 0).window(1), 1);
    table.caughtUp();
    List<CollectiveMetrics.Labelled> one =
        CollectiveMetrics.Labelled.of(table.snapshot().replicas()).subList(0, 1);
    int samples =
        CollectiveMetrics.ALL.collect(one).stream().mapToInt(family -> family.samples.size()).sum();
    String option =
        String.join(
            "",
            ExporterMain.class
                .getDeclaredField("seriesBudget")
                .getAnnotation(Option.class)
                .description());
    String help =
        ExporterMetrics.ALL.metrics().stream()
            .filter(metric -> metric.name().equals("ringside_exporter_series"))
            .findFirst()
            .orElseThrow()
            .help();

    for (String text : List.of(Files.readString(OPERATIONS), option, help)) {
      assertThat(EACH.matcher(text).results().map(hit -> hit.group(1)))
          .isNotEmpty()
          .containsOnly(Integer.toString(samples));
    }
  }

  @Test
  void noTwoMetricsShareAName() {
    assertThat(all()).extracting(MetricSet.Metric::name).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(registered().keySet())).hasSize(all().size());
  }

  private static Map<String, String> registered() {
    Map<String, String> metrics = new TreeMap<>();
    for (MetricSet.Metric<?> metric : all()) {
      metrics.put(
          metric.name(),
          "%s {%s}"
              .formatted(
                  metric.type().name().toLowerCase(Locale.ROOT),
                  String.join(",", metric.labels())));
    }
    return metrics;
  }

  private static List<MetricSet.Metric<?>> all() {
    return Stream.of(CollectiveMetrics.ALL, ReplicaMetrics.ALL, ExporterMetrics.ALL)
        .<MetricSet.Metric<?>>flatMap(set -> set.metrics().stream())
        .toList();
  }
}
