package dev.ringside.faults.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.schemas.deployment.DeploymentCodec;
import dev.ringside.schemas.topic.Topics;
import dev.ringside.testkit.flink.FlinkProcesses;
import dev.ringside.testkit.kafka.KafkaProcess;
import dev.ringside.testkit.process.FreePorts;
import dev.ringside.testkit.process.JavaProcess;
import dev.ringside.testkit.process.ScratchFolder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker, a JobManager, a TaskManager and an exporter, each a process, and a producer. */
final class SoakCluster implements AutoCloseable {

  private static final int PARTITIONS = 12;
  private static final int SLOTS = 2;
  private static final int TASK_HEAP_MEBIBYTES = 320;

  private final ScratchFolder folder = ScratchFolder.create("ringside-soak-");
  private final KafkaProcess kafka = KafkaProcess.start();
  private final FlinkProcesses flink = FlinkProcesses.start(1, SLOTS, TASK_HEAP_MEBIBYTES);
  private final KafkaProducer<byte[], byte[]> producer;
  private final JavaProcess exporter;
  private final String job;

  private SoakCluster() {
    // The log's size is the broker's to bound, so that the disk stays flat, too.
    kafka.createTopic(
        Topics.CALLS,
        PARTITIONS,
        Map.of(
            "message.timestamp.type", "LogAppendTime",
            "retention.bytes", "67108864",
            "segment.bytes", "16777216"));
    for (String topic :
        List.of(Topics.DEPLOYMENTS, Topics.REPORTS, Topics.FINDINGS, Topics.DEAD_LETTERS)) {
      kafka.createTopic(topic, 1, Map.of());
    }
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", kafka.bootstrapServers(),
                "compression.type", "lz4",
                "linger.ms", "5"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    job =
        flink.submit(
            jobJar(),
            List.of(
                "--brokers=" + kafka.bootstrapServers(),
                "--parallelism=" + SLOTS,
                "--checkpoint-seconds=10"));
    flink.awaitRunning(job);
    exporter = JavaProcess.start(exporterCommand());
    producer.send(
        new ProducerRecord<>(
            Topics.DEPLOYMENTS,
            SoakLoad.deployment().name().getBytes(UTF_8),
            DeploymentCodec.encode(SoakLoad.deployment())));
    producer.flush();
  }

  static SoakCluster start() {
    return new SoakCluster();
  }

  private JavaProcess.Command exporterCommand() {
    return new JavaProcess.Command(
        "exporter",
        "dev.ringside.exporter.main.ExporterMain",
        List.of(System.getProperty("java.class.path").split(File.pathSeparator)),
        List.of("-Xmx256m", "-XX:+UseSerialGC"),
        List.of("--brokers=" + kafka.bootstrapServers(), "--port=" + FreePorts.next()),
        folder.path());
  }

  static Path jobJar() {
    Path target = Path.of(System.getProperty("ringside.repository"), "flink-jobs", "target");
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().matches("flink-jobs-.*-job\\.jar"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no job jar in " + target));
    } catch (IOException e) {
      throw new UncheckedIOException("the job jar", e);
    }
  }

  String brokers() {
    return kafka.bootstrapServers();
  }

  void send(int rank, SoakLoad.Encoded batch) {
    producer.send(
        new ProducerRecord<>(Topics.CALLS, rank % PARTITIONS, batch.key(), batch.value()));
  }

  String state() {
    return flink.state(job);
  }

  Held taskManager() {
    return Held.by(flink.taskManagerPids().get(0));
  }

  Held exporter() {
    if (!exporter.isAlive()) {
      throw new IllegalStateException("the exporter ended: " + exporter.tail());
    }
    return Held.by(exporter.pid());
  }

  long checkpointBytes() {
    return flink.stateBytes(job);
  }

  long filesOnDisk() {
    return Held.filesBelow(flink.folder());
  }

  @Override
  public void close() {
    producer.close();
    exporter.close();
    flink.close();
    kafka.close();
    folder.close();
  }
}
