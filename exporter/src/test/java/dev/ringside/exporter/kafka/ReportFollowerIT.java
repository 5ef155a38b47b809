package dev.ringside.exporter.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringside.core.report.WindowReport;
import dev.ringside.exporter.series.ReadTally;
import dev.ringside.exporter.series.ReplicaView;
import dev.ringside.exporter.series.Reports;
import dev.ringside.exporter.series.SeriesTable;
import dev.ringside.schemas.report.WindowReportCodec;
import dev.ringside.schemas.topic.ReportKey;
import dev.ringside.testkit.kafka.InVmKafka;
import dev.ringside.testkit.process.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFollowerIT {

  private static final Reports LLAMA = new Reports("llama", 0);

  private final SeriesTable table = new SeriesTable(100);
  private final ReadTally tally = new ReadTally();
  private InVmKafka kafka;

  @BeforeEach
  void startKafka() {
    kafka = InVmKafka.start();
  }

  @AfterEach
  void stopKafka() {
    kafka.close();
  }

  @Test
  void readsWhatIsThereThenFollows() throws IOException {
    try (ReportTopic topic = ReportTopic.create(kafka, 3)) {
      for (int replica = 0; replica < 5; replica++) {
        topic.write(new Reports("llama", replica).window(1));
      }
      try (ReportFollower follower = follow()) {
        awaitReady(follower);
        assertThat(table.snapshot().replicas()).hasSize(5);

        topic.write(LLAMA.window(2));
        awaitObserved(LLAMA.window(2));
      }
    }
  }

  @Test
  void waitsForATopicThatDoesNotExistYet() throws IOException {
    try (ReportFollower follower = follow()) {
      await().until(() -> follower.whyNotReady().contains("does not exist yet"));
      try (ReportTopic topic = ReportTopic.create(kafka, 2)) {
        topic.write(LLAMA.window(1));
        awaitReady(follower);
        awaitObserved(LLAMA.window(1));
      }
    }
  }

  @Test
  void anEmptyTopicIsReadToItsEndAtOnce() throws IOException {
    try (ReportTopic topic = ReportTopic.create(kafka, 2);
        ReportFollower follower = follow()) {
      awaitReady(follower);
      assertThat(table.snapshot().replicas()).isEmpty();
    }
  }

  @Test
  void malformedReportsAreCountedByReasonAndSkipped() throws IOException {
    byte[] good = WindowReportCodec.encode(LLAMA.window(2));
    try (ReportTopic topic = ReportTopic.create(kafka, 1)) {
      topic.write(LLAMA.window(1));
      topic.write("k".getBytes(UTF_8), "not Avro".getBytes(UTF_8));
      topic.write("k".getBytes(UTF_8), new byte[0]);
      topic.write("k".getBytes(UTF_8), Arrays.copyOf(good, good.length / 2));
      topic.write("k".getBytes(UTF_8), good);
      try (ReportFollower follower = follow()) {
        awaitReady(follower);
        awaitObserved(LLAMA.window(2));
      }
    }
    assertThat(tally.malformed()).containsOnlyKeys("empty", "hostile_length", "not_single_object");
    assertThat(tally.read()).isEqualTo(5);
  }

  @Test
  void aDeletedWindowForgetsItsReplica() throws IOException {
    try (ReportTopic topic = ReportTopic.create(kafka, 1)) {
      topic.write(LLAMA.window(1));
      topic.write(new Reports("other", 0).window(1));
      try (ReportFollower follower = follow()) {
        awaitReady(follower);
        topic.write(ReportKey.of(LLAMA.window(1)), null);

        await().until(() -> table.snapshot().replicas().size() == 1);
        assertThat(table.snapshot().replicas().get(0).labels().deployment()).isEqualTo("other");
      }
    }
  }

  @Test
  void noBrokerIsOneLineThatSaysWhatToDo() {
    ConsumerSettings nobody = ConsumerSettings.of("127.0.0.1:" + FreePorts.next());

    assertThatThrownBy(() -> ReportFollower.start(nobody, table, tally))
        .isInstanceOf(UnreachableBrokerException.class)
        .hasMessageContaining(nobody.brokers())
        .hasMessageContaining("--brokers")
        .hasMessageNotContaining("\n");
  }

  @Test
  void settingsThatKafkaRefusesAreOneLineToo(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("client.properties");
    Files.write(file, List.of("security.protocol=CARRIER_PIGEON"));
    ConsumerSettings settings = ConsumerSettings.of(kafka.bootstrapServers()).with(file);

    assertThatThrownBy(() -> ReportFollower.start(settings, table, tally))
        .isInstanceOf(UnreachableBrokerException.class)
        .hasMessageContaining("CARRIER_PIGEON")
        .hasMessageContaining("--client-properties")
        .hasMessageNotContaining("\n");
  }

  @Test
  void closesAtOnceAndIsThenNotReady() throws IOException {
    try (ReportTopic topic = ReportTopic.create(kafka, 1)) {
      ReportFollower follower = follow();
      awaitReady(follower);

      follower.close();

      assertThat(follower.whyNotReady()).contains("no longer");
    }
  }

  private ReportFollower follow() throws UnreachableBrokerException {
    return ReportFollower.start(ConsumerSettings.of(kafka.bootstrapServers()), table, tally);
  }

  private static void awaitReady(ReportFollower follower) {
    await().atMost(Duration.ofSeconds(30)).until(() -> follower.whyNotReady().isEmpty());
  }

  private void awaitObserved(WindowReport report) {
    await()
        .untilAsserted(
            () ->
                assertThat(table.snapshot().replicas())
                    .extracting(ReplicaView::account)
                    .contains(report.totals().account()));
  }
}
