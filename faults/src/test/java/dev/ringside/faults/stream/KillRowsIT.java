package dev.ringside.faults.stream;

import static dev.ringside.faults.traffic.Scene.HOUR;
import static dev.ringside.faults.traffic.Scene.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringside.core.report.WindowReport;
import dev.ringside.faults.matrix.Figures;
import dev.ringside.faults.matrix.Row;
import dev.ringside.faults.traffic.Arrival;
import dev.ringside.faults.traffic.Honesty;
import dev.ringside.faults.traffic.Scene;
import dev.ringside.faults.traffic.Truth;
import dev.ringside.ingest.kafka.KafkaBatchPublisher;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.ingest.publish.Outage;
import dev.ringside.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/**
 * Kills of every kind while live agents send: each window's last report is, bit for bit, that of
 * the same traffic left in peace, and the log has each acknowledged record once.
 */
@Tag("long")
@Timeout(420)
class KillRowsIT {

  private static final long WINDOW_NS = 10 * SECOND;
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final int SERVED_SECONDS = 120;

  private static ProcessCluster cluster;
  private static Map<Long, String> calm;

  /** Something that is done to the cluster while batches come. */
  private interface Fault {
    void strike() throws Exception;
  }

  @BeforeAll
  static void startAndPlayInPeace() throws Exception {
    cluster = ProcessCluster.start();
    Scene scene = scene("calm");
    cluster.log().deploy(scene.deployment());
    cluster.log().appendAll(scene.log());
    calm = contents(scene, startNs);
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static long startNs;

  /** The same two minutes every time, from the beginning of a window on; no two overlap. */
  private static Scene scene(String name) {
    startNs =
        startNs == 0
            ? CallsLog.nowNs() / WINDOW_NS * WINDOW_NS - HOUR
            : startNs + 3 * SERVED_SECONDS * SECOND;
    return Scene.serving(
        Scene.deployment(name, 2, 2),
        startNs,
        startNs + SERVED_SECONDS * SECOND,
        ns -> SECOND / 10,
        new Random(930));
  }

  private static Map<Long, String> contents(Scene scene, long shiftNs, Figures... figures) {
    Truth truth = scene.truth(WINDOW_NS);
    String name = scene.deployment().name();
    long last = truth.windows().lastKey();
    await()
        .atMost(PATIENCE)
        .until(() -> cluster.seen().of(name).stream().anyMatch(one -> one.startNs() >= last));
    List<WindowReport> reports = cluster.seen().of(name);
    for (Figures one : figures) {
      new Honesty(name, truth).check(reports, one);
    }
    Map<Long, String> contents = Contents.lastOfEachWindow(reports, shiftNs);
    contents.keySet().removeIf(start -> start > last - shiftNs);
    return contents;
  }

  /** Plays the scene for twenty seconds and strikes at even distances. */
  private static void storm(String name, Figures figures, List<Fault> faults) throws Exception {
    Scene scene = scene(name);
    long shift = startNs;
    cluster.log().deploy(scene.deployment());
    cluster.awaitCheckpoint();
    List<Arrival> log = scene.log();
    long before = recordsInLog();
    AtomicInteger sent = new AtomicInteger();
    CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> send(log, sent));
    for (int fault = 0; fault < faults.size(); fault++) {
      int at = log.size() * (fault + 1) / (faults.size() + 1);
      await().atMost(PATIENCE).until(() -> sent.get() >= at || sender.isDone());
      faults.get(fault).strike();
    }
    sender.get();
    Map<Long, String> stormy = contents(scene, shift, figures);
    assertThat(stormy).isEqualTo(calm);
    assertThat(recordsInLog() - before).as("records in the log").isEqualTo(log.size());
    assertThat(cluster.state()).isEqualTo("RUNNING");
    figures.set("windows equal bit for bit", stormy.size());
    figures.set("records acknowledged = in the log", log.size());
  }

  /** As the product publishes: no batch may be lost, however long Kafka is away. */
  private static void send(List<Arrival> log, AtomicInteger sent) {
    long between = 20 * SECOND / log.size();
    try (KafkaBatchPublisher publisher =
        KafkaBatchPublisher.connect(ProducerSettings.of(cluster.brokers()), Outage.UNHEARD)) {
      for (Arrival arrival : log) {
        publisher.send(arrival.recordKey(), arrival.value());
        sent.incrementAndGet();
        LockSupport.parkNanos(between);
      }
      assertThat(publisher.flush(PATIENCE)).isTrue();
      assertThat(publisher.acknowledged()).isEqualTo(log.size());
    } catch (Exception e) {
      throw new AssertionError("the publisher gave up", e);
    }
  }

  private static long recordsInLog() {
    List<TopicPartition> partitions =
        IntStream.range(0, Scene.PARTITIONS)
            .mapToObj(number -> new TopicPartition(Topics.CALLS, number))
            .toList();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", cluster.brokers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      return consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  @Row(number = 1, fault = "TaskManager killed mid-window, twice")
  void taskManagerTwice(Figures figures) throws Exception {
    figures.did("SIGKILL of one TaskManager process, then of the other, while batches come");
    storm("tm-twice", figures, List.of(cluster::loseTaskManager, cluster::loseTaskManager));
  }

  @Row(number = 2, fault = "JobManager lost")
  void jobManager(Figures figures) throws Exception {
    figures.did("SIGKILL of the JobManager, resubmitted from the newest checkpoint");
    storm("jm", figures, List.of(cluster::loseJobManager));
  }

  @Row(number = 3, fault = "Broker killed; controller killed")
  void brokerThenController(Figures figures) throws Exception {
    figures.did("SIGKILL of one of 3 brokers for 5 s, then of the controller for 5 s");
    storm(
        "brokers",
        figures,
        List.of(
            () -> away(List.of(cluster.anotherThanTheController()), 5),
            () -> away(List.of(cluster.controller()), 5)));
  }

  @Row(number = 4, fault = "All brokers away for 60 s")
  void allBrokers(Figures figures) throws Exception {
    figures.did("SIGKILL of all 3 brokers, started again after 60 s");
    storm("no-brokers", figures, List.of(() -> away(ProcessCluster.allBrokers(), 60)));
  }

  private static void away(List<Integer> brokers, int seconds) {
    cluster.killBrokers(brokers);
    LockSupport.parkNanos(seconds * SECOND);
    cluster.startBrokers(brokers);
  }
}
