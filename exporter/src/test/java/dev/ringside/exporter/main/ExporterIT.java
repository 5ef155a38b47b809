package dev.ringside.exporter.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringside.exporter.collect.AddressUnavailableException;
import dev.ringside.exporter.kafka.ConsumerSettings;
import dev.ringside.exporter.kafka.ReportTopic;
import dev.ringside.exporter.kafka.UnreachableBrokerException;
import dev.ringside.exporter.series.Reports;
import dev.ringside.testkit.kafka.InVmKafka;
import dev.ringside.testkit.process.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ExporterIT {

  private static final Reports LLAMA = new Reports("llama", 0);
  private static final Reports QWEN = new Reports("qwen", 0);

  private static InVmKafka kafka;
  private static ReportTopic topic;

  @BeforeAll
  static void writeReports() {
    kafka = InVmKafka.start();
    topic = ReportTopic.create(kafka, 4);
    for (int nth = 1; nth <= 5; nth++) {
      topic.write(LLAMA.window(nth));
      topic.write(QWEN.deviating(nth + 8));
      topic.write(new Reports("llama", 1).window(nth));
    }
    topic.write(LLAMA.run("r1", 5));
  }

  @AfterAll
  static void stop() {
    topic.close();
    kafka.close();
  }

  @Test
  void aRestartRestoresEveryCounterAndGaugeExactly() throws IOException {
    Map<String, Double> before = scrapeOnce(100);
    Map<String, Double> after = scrapeOnce(100);

    assertThat(before).hasSizeGreaterThan(300);
    assertThat(after).isEqualTo(before);
  }

  @Test
  void aRestartRestoresWhatHasOverflowedToo() throws IOException {
    Map<String, Double> before = scrapeOnce(7);

    assertThat(before.keySet()).anyMatch(series -> series.contains("size_class=\"overflow\""));
    assertThat(scrapeOnce(7)).isEqualTo(before);
  }

  @Test
  void theBudgetBoundsTheSeriesAndKeepsTheSums() throws IOException {
    Map<String, Double> all = scrapeOnce(100);
    Map<String, Double> tight = scrapeOnce(7);

    for (String metric :
        Set.of(
            "ringside_collective_calls_total",
            "ringside_collective_expected_bytes_total",
            "ringside_collective_duration_seconds_count")) {
      assertThat(named(metric, tight)).hasSizeLessThanOrEqualTo(7);
      assertThat(named(metric, all)).hasSize(12);
      assertThat(sum(metric, tight)).isEqualTo(sum(metric, all));
    }
  }

  @Test
  void noCounterFallsWhileReportsComeAgainInAnyOrder() throws IOException {
    try (Exporter exporter = startReady(100)) {
      Map<String, Double> before = totals(exporter);
      for (int nth = 5; nth >= 1; nth--) {
        topic.write(LLAMA.window(nth));
      }
      await()
          .until(
              () -> Scrape.series(exporter.port(), "ringside_exporter_stale").containsValue(4.0));

      assertThat(totals(exporter)).isEqualTo(before);
    } finally {
      topic.write(LLAMA.window(5));
    }
  }

  private static Map<String, Double> totals(Exporter exporter) {
    Map<String, Double> totals = Scrape.series(exporter.port(), "ringside_c");
    totals.keySet().removeIf(series -> !series.contains("_total{"));
    assertThat(totals).isNotEmpty();
    return totals;
  }

  @Test
  void isHealthyAndInTheEndReady() throws IOException {
    try (Exporter exporter = startReady(100)) {
      assertThat(Scrape.get(exporter.port(), "/-/healthy").statusCode()).isEqualTo(200);
      assertThat(Scrape.get(exporter.port(), "/-/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aBusyPortIsNamedBeforeKafkaIsAsked() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Exporter.Settings settings =
          new Exporter.Settings(
              ConsumerSettings.of("127.0.0.1:" + FreePorts.next()),
              new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort()),
              100);

      assertThatThrownBy(() -> Exporter.start(settings))
          .isInstanceOf(AddressUnavailableException.class)
          .hasMessageContaining(Integer.toString(taken.getLocalPort()));
    }
  }

  @Test
  void withoutABrokerThePortIsFreeAgain() {
    int port = FreePorts.next();
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    ConsumerSettings nobody = ConsumerSettings.of("127.0.0.1:" + FreePorts.next());

    assertThatThrownBy(() -> Exporter.start(new Exporter.Settings(nobody, address, 100)))
        .isInstanceOf(UnreachableBrokerException.class);
    assertThatThrownBy(() -> Scrape.get(port, "/metrics"))
        .hasRootCauseInstanceOf(IOException.class);
  }

  private static Map<String, Double> scrapeOnce(int budget) throws IOException {
    try (Exporter exporter = startReady(budget)) {
      Map<String, Double> series = new TreeMap<>(Scrape.series(exporter.port(), "ringside_"));
      series.keySet().removeIf(name -> name.startsWith("ringside_exporter_"));
      series.keySet().removeIf(name -> name.startsWith("ringside_verdict_age_seconds"));
      return series;
    }
  }

  private static Exporter startReady(int budget) throws IOException {
    Exporter exporter =
        Exporter.start(
            new Exporter.Settings(
                ConsumerSettings.of(kafka.bootstrapServers()),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                budget));
    await().atMost(Duration.ofSeconds(30)).until(() -> exporter.whyNotReady().isEmpty());
    return exporter;
  }

  private static Map<String, Double> named(String metric, Map<String, Double> series) {
    Map<String, Double> named = new TreeMap<>(series);
    named.keySet().removeIf(name -> !name.startsWith(metric + "{"));
    return named;
  }

  private static double sum(String metric, Map<String, Double> series) {
    return named(metric, series).values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
