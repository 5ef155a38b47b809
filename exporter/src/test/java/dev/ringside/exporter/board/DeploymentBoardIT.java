package dev.ringside.exporter.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ringside.exporter.kafka.ConsumerSettings;
import dev.ringside.exporter.kafka.ReportTopic;
import dev.ringside.exporter.main.Exporter;
import dev.ringside.exporter.series.Reports;
import dev.ringside.testkit.kafka.InVmKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every expression of the board against a real Prometheus that scrapes the exporter while reports
 * come in. Its answers are kept in {@code target/board-answers.json}, to draw the board from.
 */
class DeploymentBoardIT {

  private static final int WINDOWS = 20;
  private static final String DEPLOYMENT = "llama-1b-tp2";
  private static final Map<String, String> VARIABLES =
      Map.of("deployment", DEPLOYMENT, "replica", ".*", "__rate_interval", "4s");
  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\((?<series>.+), (?<label>\\w+)\\)");

  private static InVmKafka kafka;
  private static Exporter exporter;
  private static PrometheusServer prometheus;
  private static Board board;
  private static Instant start;
  private static Instant end;

  @BeforeAll
  static void scrapeWhileReportsComeIn(@TempDir Path folder) throws Exception {
    assumeTrue(
        Files.isExecutable(PrometheusServer.BINARY),
        PrometheusServer.BINARY + " is not here (package prometheus)");
    board = Board.read("deployment.json");
    kafka = InVmKafka.start();
    try (ReportTopic topic = ReportTopic.create(kafka, 2)) {
      exporter =
          Exporter.start(
              new Exporter.Settings(
                  ConsumerSettings.of(kafka.bootstrapServers()),
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                  Exporter.DEFAULT_SERIES_BUDGET));
      prometheus = PrometheusServer.start(exporter.port(), folder);
      await().atMost(Duration.ofSeconds(30)).until(prometheus::isReady);
      start = Instant.now();
      for (int nth = 1; nth <= WINDOWS; nth++) {
        topic.write(new Reports(DEPLOYMENT, 0).deviating(nth));
        Thread.sleep(1000);
      }
    }
    end = Instant.now();
  }

  @AfterAll
  static void stop() {
    if (prometheus != null) {
      prometheus.close();
    }
    if (exporter != null) {
      exporter.close();
    }
    if (kafka != null) {
      kafka.close();
    }
  }

  @Test
  void everyExpressionGivesNumbers() {
    for (Board.Target target : board.targets(VARIABLES)) {
      List<Double> values = new ArrayList<>();
      answer(target).path("result").forEach(series -> values.addAll(values(series)));

      assertThat(values)
          .as("%s, %s: %s", target.panel(), target.refId(), target.expression())
          .isNotEmpty()
          .anyMatch(value -> !value.isNaN());
    }
  }

  @Test
  void everyMetricOnTheBoardExists() {
    assertThat(board.targets(VARIABLES)).hasSizeGreaterThan(20);
    for (Board.Target target : board.targets(VARIABLES)) {
      assertThat(Board.metricsIn(target.expression()))
          .as(target.panel())
          .isNotEmpty()
          .isSubsetOf(prometheus.metricNames());
    }
  }

  @Test
  void everyVariableHasAChoice() {
    assertThat(board.variableQueries(VARIABLES)).hasSize(2);
    for (String query : board.variableQueries(VARIABLES)) {
      Matcher asked = LABEL_VALUES.matcher(query);
      assertThat(asked.matches()).as(query).isTrue();

      JsonNode choices =
          prometheus.query(
              "label/%s/values".formatted(asked.group("label")),
              Map.of("match[]", asked.group("series")));

      assertThat(choices).as(query).isNotEmpty();
    }
  }

  @Test
  void theAccountOnTheBoardBalances() {
    assertThat(
            board.targets(VARIABLES).stream()
                .filter(target -> target.refId().equals("unaccounted"))
                .flatMap(target -> values(answer(target).path("result").get(0)).stream()))
        .containsExactly(0.0);
  }

  @Test
  void theAnswersAreKeptForThePicture() throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode kept = json.createObjectNode();
    kept.put("from", start.toEpochMilli()).put("to", end.toEpochMilli());
    kept.set("variables", json.valueToTree(VARIABLES));
    ArrayNode answers = kept.putArray("answers");
    for (Board.Target target : board.targets(VARIABLES)) {
      ObjectNode answer = answers.addObject();
      answer.put("panel", target.panel()).put("refId", target.refId());
      answer.set("data", answer(target));
    }
    Path file = Path.of("target", "board-answers.json");

    json.writeValue(file.toFile(), kept);

    assertThat(file).isNotEmptyFile();
  }

  private static JsonNode answer(Board.Target target) {
    if (target.instant()) {
      return prometheus.query(
          "query",
          Map.of("query", target.expression(), "time", Long.toString(end.getEpochSecond())));
    }
    return prometheus.query(
        "query_range",
        Map.of(
            "query",
            target.expression(),
            "start",
            Long.toString(start.getEpochSecond()),
            "end",
            Long.toString(end.getEpochSecond()),
            "step",
            "1"));
  }

  /** The values of an instant or a range answer. */
  private static List<Double> values(JsonNode series) {
    List<Double> values = new ArrayList<>();
    if (series.has("value")) {
      values.add(series.path("value").get(1).asDouble());
    }
    series.path("values").forEach(sample -> values.add(sample.get(1).asDouble()));
    return values;
  }
}
