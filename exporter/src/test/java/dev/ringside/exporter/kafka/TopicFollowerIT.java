package dev.ringside.exporter.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.report.WindowReport;
import dev.ringside.exporter.budget.SeriesTable;
import dev.ringside.exporter.replica.ReplicaView;
import dev.ringside.exporter.series.Reports;
import dev.ringside.exporter.topic.FollowedTopic;
import dev.ringside.exporter.topic.ReadCounts;
import dev.ringside.exporter.topic.TopicTable;
import dev.ringside.schemas.deployment.DeploymentCodec;
import dev.ringside.schemas.report.WindowReportCodec;
import dev.ringside.schemas.topic.ReportKey;
import dev.ringside.schemas.topic.Topics;
import dev.ringside.testkit.kafka.InVmKafka;
import dev.ringside.testkit.process.FreePorts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicFollowerIT {

  private static final Reports LLAMA = new Reports("llama", 0);

  private final SeriesTable table = new SeriesTable(100, Clock.systemUTC());
  private final ReadCounts counts = new ReadCounts();
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
      try (TopicFollower<?> follower = follow()) {
        awaitReady(follower);
        assertThat(table.snapshot().replicas()).hasSize(5);

        topic.write(LLAMA.window(2));
        awaitObserved(LLAMA.window(2));
      }
    }
  }

  @Test
  void waitsForATopicThatDoesNotExistYet() throws IOException {
    try (TopicFollower<?> follower = follow()) {
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
        TopicFollower<?> follower = follow()) {
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
      topic.write("k".getBytes(UTF_8), Arrays.copyOf(good, good.length - 1));
      topic.write("k".getBytes(UTF_8), good);
      try (TopicFollower<?> follower = follow()) {
        awaitReady(follower);
        awaitObserved(LLAMA.window(2));
      }
    }
    assertThat(counts.malformed()).containsOnlyKeys("empty", "truncated", "not_single_object");
    assertThat(counts.read()).isEqualTo(5);
  }

  @Test
  void aDeletedWindowForgetsItsReplica() throws IOException {
    try (ReportTopic topic = ReportTopic.create(kafka, 1)) {
      topic.write(LLAMA.window(1));
      topic.write(new Reports("other", 0).window(1));
      try (TopicFollower<?> follower = follow()) {
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

    assertThatThrownBy(() -> TopicFollower.start(nobody, reports()))
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

    assertThatThrownBy(() -> TopicFollower.start(settings, reports()))
        .isInstanceOf(UnreachableBrokerException.class)
        .hasMessageContaining("CARRIER_PIGEON")
        .hasMessageContaining("--client-properties")
        .hasMessageNotContaining("\n");
  }

  @Test
  void closesAtOnceAndIsThenNotReady() throws IOException {
    try (ReportTopic topic = ReportTopic.create(kafka, 1)) {
      TopicFollower<?> follower = follow();
      awaitReady(follower);

      follower.close();

      assertThat(follower.whyNotReady()).contains("no longer");
    }
  }

  /** A topic of another type, with a table that is as small as a table can be. */
  @Test
  void anotherTopicOfAnotherTypeIsFollowedByTheSameClass() throws IOException {
    Map<String, Deployment> byName = new ConcurrentHashMap<>();
    TopicTable<Deployment> deployments =
        new TopicTable<>() {
          @Override
          public boolean accept(ByteBuffer key, Deployment deployment, long writtenMs) {
            byName.put(UTF_8.decode(key.duplicate()).toString(), deployment);
            return true;
          }

          @Override
          public void delete(ByteBuffer key) {
            byName.remove(UTF_8.decode(key.duplicate()).toString());
          }

          @Override
          public void caughtUp() {}
        };
    ReadCounts ofDeployments = new ReadCounts();
    Deployment llama =
        new Deployment(
            "llama",
            new ModelShape("llama", 16, 2048, 128_256, 1),
            Engine.VLLM,
            new ParallelLayout(2, 1, 1),
            DataType.BFLOAT16,
            OptionalInt.empty(),
            "unknown");
    kafka.createTopic(Topics.DEPLOYMENTS, 1, Map.of("cleanup.policy", "compact"));
    try (ReportTopic topic = ReportTopic.create(kafka, 2);
        Followers followers =
            new Followers(
                ConsumerSettings.of(kafka.bootstrapServers()),
                List.of(
                    reports(),
                    new FollowedTopic<>(
                        Topics.DEPLOYMENTS,
                        DeploymentCodec::decode,
                        deployments,
                        ofDeployments)))) {
      topic.write(LLAMA.window(1));
      topic.write(Topics.DEPLOYMENTS, "llama".getBytes(UTF_8), DeploymentCodec.encode(llama));
      topic.write(Topics.DEPLOYMENTS, "broken".getBytes(UTF_8), "not Avro".getBytes(UTF_8));
      assertThat(followers.whyNotReady()).isEqualTo("connecting to Kafka");
      followers.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> followers.whyNotReady().isEmpty());
      assertThat(byName).containsExactly(Map.entry("llama", llama));
      assertThat(ofDeployments.malformed()).containsOnlyKeys("not_single_object");
      awaitObserved(LLAMA.window(1));
      assertThat(counts.malformed()).isEmpty();

      topic.write(Topics.DEPLOYMENTS, "llama".getBytes(UTF_8), null);
      await().until(byName::isEmpty);
    }
  }

  private FollowedTopic<WindowReport> reports() {
    return new FollowedTopic<>(Topics.REPORTS, WindowReportCodec::decode, table, counts);
  }

  private TopicFollower<?> follow() throws UnreachableBrokerException {
    return TopicFollower.start(ConsumerSettings.of(kafka.bootstrapServers()), reports());
  }

  private static void awaitReady(TopicFollower<?> follower) {
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
