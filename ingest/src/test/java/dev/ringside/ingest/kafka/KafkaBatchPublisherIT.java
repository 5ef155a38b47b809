package dev.ringside.ingest.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.kineto.TraceText;
import dev.ringside.ingest.publish.Outage;
import dev.ringside.ingest.publish.PublishException;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.recording.ReadProgress;
import dev.ringside.ingest.recording.TraceRecording;
import dev.ringside.ingest.replay.Replay;
import dev.ringside.ingest.replay.ReplayOptions;
import dev.ringside.ingest.replay.ReplayOutcome;
import dev.ringside.ingest.replay.ReplaySpeed;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.CallBatchDecoder;
import dev.ringside.schemas.deployment.DeploymentCodec;
import dev.ringside.schemas.topic.RecordKey;
import dev.ringside.schemas.topic.Topics;
import dev.ringside.testkit.kafka.InVmKafka;
import dev.ringside.testkit.kafka.KafkaProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KafkaBatchPublisherIT {

  private static InVmKafka kafka;
  private static ProducerSettings settings;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    kafka = InVmKafka.start();
    settings = ProducerSettings.of(kafka.bootstrapServers());
    new TopicSetup(settings).createMissing(3);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void replayArrivesWholeEachRankInOnePartition() throws Exception {
    for (int rank = 0; rank < 4; rank++) {
      TraceText trace = TraceText.of(rank, 4);
      for (int call = 0; call < 500; call++) {
        trace.allReduce(Integer.toString(call * 10_000 + rank), "250.5", 512);
      }
      trace.allReduce("1", "-1", 512).writeTo(folder.resolve("rank" + rank + ".json.gz"));
    }
    TraceRecording recording =
        RecordingFiles.recognise(List.of(folder), Optional.empty())
            .read(ReadProgress.SILENT)
            .recording();
    ReplayOptions options =
        new ReplayOptions(Optional.empty(), ReplaySpeed.MAX, false, "run-7", "test");
    ReplayOutcome outcome;
    try (KafkaBatchPublisher publisher = KafkaBatchPublisher.connect(settings, Outage.UNHEARD)) {
      outcome =
          new Replay(recording, options, Clock.systemUTC(), Replay.Sleeper.REAL)
              .run(publisher, Replay.Progress.SILENT);
      assertThat(publisher.acknowledged()).isEqualTo(outcome.batches());
    }

    assertThat(outcome.completed()).isTrue();
    List<ConsumerRecord<byte[], byte[]>> records = readAll(Topics.CALLS);
    assertThat(records).hasSize((int) outcome.batches());
    assertThat(records.stream().mapToLong(record -> header(record).calls()).sum()).isEqualTo(2000);
    assertThat(records.stream().mapToLong(record -> header(record).contents().observed()).sum())
        .isEqualTo(recording.traces().stream().mapToLong(RankTrace::observed).sum());
    requireOneOrderedPartitionPerRank(records);
  }

  private static void requireOneOrderedPartitionPerRank(
      List<ConsumerRecord<byte[], byte[]>> records) {
    Map<Integer, Set<Integer>> partitions = new HashMap<>();
    Map<Integer, Long> next = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      BatchHeader header = header(record);
      assertThat(RecordKey.parse(record.key())).contains(new RecordKey("", 0, header.rank()));
      partitions.computeIfAbsent(header.rank(), rank -> new TreeSet<>()).add(record.partition());
      assertThat(header.batchSequence()).isEqualTo(next.getOrDefault(header.rank(), 0L));
      next.merge(header.rank(), 1L, Long::sum);
    }
    assertThat(partitions).hasSize(4);
    assertThat(partitions.values()).allMatch(of -> of.size() == 1);
  }

  @Test
  void topicsAreCreatedOnceAndKeptAsTheyAre() throws Exception {
    new TopicSetup(settings).createMissing(7);

    Set<String> all =
        Set.of(
            Topics.CALLS,
            Topics.ITERATIONS,
            Topics.REPORTS,
            Topics.FINDINGS,
            Topics.DEPLOYMENTS,
            Topics.DEAD_LETTERS);
    try (Admin admin = admin()) {
      Map<String, TopicDescription> topics = admin.describeTopics(all).allTopicNames().get();
      assertThat(topics.get(Topics.CALLS).partitions()).hasSize(3);
      for (String topic : all) {
        boolean compacted =
            Set.of(Topics.REPORTS, Topics.FINDINGS, Topics.DEPLOYMENTS).contains(topic);
        assertThat(cleanupPolicy(admin, topic))
            .as(topic)
            .isEqualTo(compacted ? "compact" : "delete");
      }
    }
  }

  private static String cleanupPolicy(Admin admin, String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin
        .describeConfigs(List.of(resource))
        .all()
        .get()
        .get(resource)
        .get("cleanup.policy")
        .value();
  }

  @Test
  void deploymentIsPublishedUnderItsName() throws Exception {
    Deployment deployment =
        new Deployment(
            "llama",
            new ModelShape("m", 32, 4096, 128256, 2),
            Engine.VLLM,
            new ParallelLayout(2, 2, 1),
            DataType.BFLOAT16,
            OptionalInt.of(64),
            "nvlink");

    new DeploymentPublisher(settings).publish(deployment);

    ConsumerRecord<byte[], byte[]> record = readAll(Topics.DEPLOYMENTS).get(0);
    assertThat(new String(record.key(), UTF_8)).isEqualTo("llama");
    assertThat(DeploymentCodec.decode(record.value())).isEqualTo(deployment);
  }

  @Test
  void silentAddressIsOneLineWithinBoundedTime() throws Exception {
    ProducerSettings nowhere = ProducerSettings.of("127.0.0.1:1");
    long start = System.nanoTime();
    CompletableFuture<Throwable> setup =
        CompletableFuture.supplyAsync(
            () -> catchThrowable(() -> new TopicSetup(nowhere).createMissing(1)));
    Throwable connecting =
        catchThrowable(() -> KafkaBatchPublisher.connect(nowhere, Outage.UNHEARD));

    for (Throwable failure : List.of(connecting, setup.get())) {
      assertThat(failure)
          .isInstanceOf(PublishException.class)
          .hasMessageContaining("127.0.0.1:1")
          .message()
          .doesNotContain("\n");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void brokerThatGoesAwayIsOneLineWithinBoundedTime() throws Exception {
    Path impatient =
        Files.writeString(
            folder.resolve("client.properties"),
            "request.timeout.ms=1000\ndelivery.timeout.ms=2000\n");
    try (InVmKafka mortal = InVmKafka.start()) {
      ProducerSettings toMortal = ProducerSettings.fromFile(mortal.bootstrapServers(), impatient);
      new TopicSetup(toMortal).createMissing(1);
      try (KafkaBatchPublisher publisher = KafkaBatchPublisher.connect(toMortal, Outage.UNHEARD)) {
        publisher.send(new RecordKey("", 0, 0), new byte[10]);
        assertThat(publisher.flush(Duration.ofSeconds(30))).isTrue();
        mortal.close();

        assertThatThrownBy(
                () -> {
                  publisher.send(new RecordKey("", 0, 0), new byte[10]);
                  publisher.flush(Duration.ofSeconds(30));
                })
            .isInstanceOf(PublishException.class)
            .hasMessageContaining(mortal.bootstrapServers())
            .message()
            .doesNotContain("\n");
        assertThat(publisher.acknowledged()).isOne();
      }
    }
  }

  /** A broker that is killed and started again: each batch arrives, once, in the order sent. */
  @Test
  void aBrokerThatRestartsIsWaitedFor() throws Exception {
    int batches = 200;
    List<Duration> outages = new CopyOnWriteArrayList<>();
    try (KafkaProcess mortal = KafkaProcess.start()) {
      ProducerSettings toMortal = ProducerSettings.of(mortal.bootstrapServers());
      new TopicSetup(toMortal).createMissing(1);
      CompletableFuture<Long> restarted = new CompletableFuture<>();
      try (KafkaBatchPublisher publisher =
          KafkaBatchPublisher.connect(toMortal, heardBy(outages))) {
        for (int batch = 0; batch < batches; batch++) {
          if (batch == batches / 2) {
            assertThat(publisher.flush(Duration.ofSeconds(30))).isTrue();
            mortal.kill();
            restarted.completeAsync(() -> timed(mortal::restart));
          }
          publisher.send(new RecordKey("", 0, 0), Integer.toString(batch).getBytes(UTF_8));
        }
        assertThat(publisher.flush(Duration.ofSeconds(100))).as("all arrive").isTrue();
        assertThat(publisher.acknowledged()).isEqualTo(batches);
      }
      System.out.printf(
          "killed broker serves again after %d ms; outages told: %s%n", restarted.get(), outages);

      assertThat(outages).as("a restart takes longer than it takes to be told").isNotEmpty();
      assertThat(readAll(mortal.bootstrapServers(), Topics.CALLS))
          .extracting(record -> Integer.parseInt(new String(record.value(), UTF_8)))
          .isEqualTo(IntStream.range(0, batches).boxed().toList());
    }
  }

  private static Outage heardBy(List<Duration> outages) {
    return new Outage() {
      @Override
      public void lasts(Duration soFar, Duration patience) {
        outages.add(soFar);
      }

      @Override
      public void ended(Duration lasted) {}
    };
  }

  private static long timed(Runnable task) {
    long start = System.nanoTime();
    task.run();
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  /** The producer keeps what it knows of a broker that is gone, and waits for it. */
  @Test
  void aFullBufferHoldsTheSenderUntilItIsInterrupted() throws Exception {
    Path patient =
        Files.writeString(
            folder.resolve("client.properties"),
            "buffer.memory=262144\nmetadata.recovery.strategy=none\n");
    KafkaBatchPublisher publisher;
    try (InVmKafka mortal = InVmKafka.start()) {
      ProducerSettings toMortal = ProducerSettings.fromFile(mortal.bootstrapServers(), patient);
      new TopicSetup(toMortal).createMissing(1);
      publisher = KafkaBatchPublisher.connect(toMortal, Outage.UNHEARD);
    }
    AtomicLong sent = new AtomicLong();
    AtomicReference<Throwable> end = new AtomicReference<>();
    Thread sender =
        new Thread(() -> end.set(catchThrowable(() -> sendForEver(publisher, sent))), "sender");
    sender.start();
    while (sent.get() == 0 || sender.getState() != Thread.State.TIMED_WAITING) {
      sender.join(20);
      assertThat(sender.isAlive()).as("%s", end).isTrue();
    }
    long sentBefore = sent.get();

    sender.interrupt();
    sender.join(Duration.ofSeconds(5).toMillis());

    assertThat(end.get()).isInstanceOf(InterruptedException.class);
    assertThat(sent).hasValue(sentBefore);
    assertThat(publisher.underWay()).isEqualTo(sentBefore);
    publisher.close();
    assertThat(publisher.underWay()).isZero();
    assertThat(publisher.acknowledged()).isZero();
  }

  private static void sendForEver(KafkaBatchPublisher publisher, AtomicLong sent)
      throws PublishException, InterruptedException {
    byte[] batch = new byte[60_000];
    new Random(1).nextBytes(batch);
    while (true) {
      publisher.send(new RecordKey("", 0, 0), batch);
      sent.incrementAndGet();
    }
  }

  @Test
  void addressThatIsNoneIsOneLine() {
    assertThatThrownBy(
            () ->
                KafkaBatchPublisher.connect(
                    ProducerSettings.of("no.such.host.invalid:9092"), Outage.UNHEARD))
        .isInstanceOf(PublishException.class)
        .hasMessageContaining("no.such.host.invalid:9092");
    assertThatThrownBy(() -> new TopicSetup(ProducerSettings.of("nonsense")).createMissing(1))
        .isInstanceOf(PublishException.class)
        .hasMessageContaining("nonsense");
  }

  private static BatchHeader header(ConsumerRecord<byte[], byte[]> record) {
    try {
      return CallBatchDecoder.header(record.value());
    } catch (MalformedRecordException e) {
      throw new AssertionError(e);
    }
  }

  private static Admin admin() {
    return Admin.create(
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()));
  }

  private static List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
    return readAll(kafka.bootstrapServers(), topic);
  }

  private static List<ConsumerRecord<byte[], byte[]>> readAll(String brokers, String topic) {
    Map<String, Object> properties = Map.of("bootstrap.servers", brokers);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long expected = consumer.endOffsets(partitions).values().stream().mapToLong(o -> o).sum();
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (records.size() < expected) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }
}
