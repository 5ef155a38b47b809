package dev.ringside.faults.stream;

import static dev.ringside.faults.traffic.Scene.HOUR;
import static dev.ringside.faults.traffic.Scene.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import dev.ringside.schemas.container.CallBatchContainerWriter;
import dev.ringside.testkit.kafka.KafkaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** No room on the disk: under the broker's log, and under a container that is being written. */
@Timeout(300)
class DiskRowsIT {

  private static final long WINDOW_NS = 10 * SECOND;
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String TEMPORARY = "java.io.tmpdir";

  @Row(number = 6, fault = "The disk under the broker's log is full")
  @Tag("long")
  void brokersDisk(Figures figures) throws Exception {
    figures.did(
        "a broker on 48 MiB; another client fills them, the broker ends, and serves again once"
            + " there is room");
    Path disk = Files.createTempDirectory("ringside-disk-");
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", disk.toString()),
        "a small disk needs the right to mount one");
    try {
      play(disk, figures);
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  private static void play(Path disk, Figures figures) throws Exception {
    KafkaProcess kafka = startOn(disk);
    try (EmbeddedJob job = EmbeddedJob.startOn(kafka)) {
      long start = (CallsLog.nowNs() - HOUR) / WINDOW_NS * WINDOW_NS;
      Scene scene =
          Scene.serving(
              Scene.deployment("disk", 2, 1),
              start,
              start + 120 * SECOND,
              ns -> SECOND / 5,
              new Random(6));
      job.log().deploy(scene.deployment());
      List<Arrival> log = scene.log();
      publish(job, log.subList(0, log.size() / 2));
      kafka.createTopic("filler", 1, Map.of());
      fill(job, kafka);
      CompletableFuture<Void> rest =
          CompletableFuture.runAsync(() -> publish(job, log.subList(log.size() / 2, log.size())));
      run("mount", "-o", "remount,size=512m", disk.toString());
      kafka.restart();
      rest.get();
      Truth truth = scene.truth(WINDOW_NS);
      List<WindowReport> reports = job.awaitAll("disk", truth, PATIENCE);
      new Honesty("disk", truth).check(reports, figures);
      assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
    }
  }

  /** Its data lies where its temporary folder is. */
  private static KafkaProcess startOn(Path disk) {
    String usual = System.getProperty(TEMPORARY);
    System.setProperty(TEMPORARY, disk.toString());
    try {
      return KafkaProcess.start();
    } finally {
      System.setProperty(TEMPORARY, usual);
    }
  }

  private static void publish(EmbeddedJob job, List<Arrival> log) {
    try (KafkaBatchPublisher publisher =
        KafkaBatchPublisher.connect(ProducerSettings.of(job.brokers()), Outage.UNHEARD)) {
      for (Arrival arrival : log) {
        publisher.send(arrival.recordKey(), arrival.value());
      }
      assertThat(publisher.flush(PATIENCE)).isTrue();
    } catch (Exception e) {
      throw new AssertionError("the publisher gave up", e);
    }
  }

  private static void fill(EmbeddedJob job, KafkaProcess kafka) {
    ProcessHandle broker = ProcessHandle.of(kafka.pid()).orElseThrow();
    byte[] junk = new byte[900_000];
    new Random(6).nextBytes(junk);
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            job.brokers(),
            "max.block.ms",
            "1000",
            "retries",
            "0",
            "delivery.timeout.ms",
            "3000",
            "request.timeout.ms",
            "2000",
            "linger.ms",
            "0");
    try (KafkaProducer<byte[], byte[]> filler =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(10))
          .ignoreExceptions()
          .until(
              () -> {
                filler.send(new ProducerRecord<>("filler", junk));
                return !broker.isAlive();
              });
      filler.close(Duration.ZERO);
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }

  @Row(number = 601, fault = "The disk under a container that is being written is full")
  void containersDisk(Figures figures) throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "no /dev/full on this machine");
    figures.did("a container written to /dev/full");
    Scene scene =
        Scene.serving(
            Scene.deployment("container", 2, 1), 0, 60 * SECOND, ns -> SECOND / 5, new Random(601));
    assertThatThrownBy(() -> write(full, scene.log()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left on device");
    figures.set("told", "No space left on device");
  }

  private static void write(Path file, List<Arrival> log) throws Exception {
    try (CallBatchContainerWriter writer = CallBatchContainerWriter.open(file, 1)) {
      for (Arrival arrival : log) {
        writer.append(arrival.value());
      }
    }
  }
}
