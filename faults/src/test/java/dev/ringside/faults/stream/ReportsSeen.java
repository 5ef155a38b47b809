package dev.ringside.faults.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.report.WindowReport;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.WindowReportCodec;
import dev.ringside.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Everything the job writes, read in a thread of its own from the beginning. */
public final class ReportsSeen implements AutoCloseable {

  private final String brokers;
  private final Map<String, List<WindowReport>> byDeployment = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> letters = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::read, "reports");
  private volatile boolean closed;
  private volatile Throwable failure;

  private ReportsSeen(String brokers) {
    this.brokers = brokers;
  }

  public static ReportsSeen from(String brokers) {
    ReportsSeen seen = new ReportsSeen(brokers);
    seen.thread.start();
    return seen;
  }

  private void read() {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", brokers, "auto.offset.reset", "earliest");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(
          Stream.of(Topics.REPORTS, Topics.DEAD_LETTERS)
              .map(topic -> new TopicPartition(topic, 0))
              .toList());
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          take(record);
        }
      }
    } catch (MalformedRecordException | RuntimeException e) {
      failure = e;
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
    if (record.topic().equals(Topics.REPORTS)) {
      WindowReport report = WindowReportCodec.decode(record.value());
      byDeployment
          .computeIfAbsent(report.deployment(), name -> new CopyOnWriteArrayList<>())
          .add(report);
    } else {
      String reason = new String(record.headers().lastHeader("reason").value(), UTF_8);
      letters.computeIfAbsent(reason, name -> new AtomicLong()).incrementAndGet();
    }
  }

  public List<WindowReport> of(String deployment) {
    if (failure != null) {
      throw new AssertionError("the reader of reports has failed", failure);
    }
    return List.copyOf(byDeployment.getOrDefault(deployment, List.of()));
  }

  /** Dead letters by reason. */
  Map<String, Long> letters() {
    Map<String, Long> counts = new TreeMap<>();
    letters.forEach((reason, count) -> counts.put(reason, count.get()));
    return counts;
  }

  long lettersInAll() {
    return letters().values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
