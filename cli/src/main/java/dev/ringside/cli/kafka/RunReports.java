package dev.ringside.cli.kafka;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.core.report.WindowReport;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.WindowReportCodec;
import dev.ringside.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Awaits the reports of one run on {@link Topics#REPORTS}.
 *
 * <p>Reads from where the topic ended when this was made: make it before the first batch is
 * published. Belongs to one thread.
 */
public final class RunReports implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final String brokers;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final InstantSource clock;

  private RunReports(String brokers, KafkaConsumer<byte[], byte[]> consumer, InstantSource clock) {
    this.brokers = brokers;
    this.consumer = consumer;
    this.clock = clock;
  }

  /**
   * Starts to read at the end of the topic.
   *
   * @param client Kafka client properties beside the brokers
   * @throws BadInputException if that Kafka cannot be used, or does not let this user read reports
   */
  public static RunReports fromNow(
      String brokers, Map<String, String> client, InstantSource clock) {
    try {
      return connect(brokers, client, clock);
    } catch (KafkaException e) {
      throw unreadable(brokers, e);
    }
  }

  private static BadInputException unreadable(String brokers, KafkaException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new BadInputException(
        "cannot read %s at %s: %s".formatted(Topics.REPORTS, brokers, root.getMessage()), e);
  }

  private static RunReports connect(
      String brokers, Map<String, String> client, InstantSource clock) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "ringside-reports");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.REPORTS).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.endOffsets(partitions).forEach(consumer::seek);
      return new RunReports(brokers, consumer, clock);
    } catch (KafkaException e) {
      consumer.close();
      throw e;
    }
  }

  /**
   * The reports of {@code runId}, one per replica; empty if one is missing after {@code timeout}.
   *
   * @param whileWaiting called between polls; throws to end the wait early
   */
  public List<WindowReport> await(
      String runId, long replicas, Duration timeout, Runnable whileWaiting)
      throws InterruptedException {
    return await(runId, replicas, timeout, whileWaiting, window -> {});
  }

  /**
   * The same, and passes on the reports of windows too.
   *
   * @param windows gets every report of a window that arrives meanwhile, corrections included
   */
  public List<WindowReport> await(
      String runId,
      long replicas,
      Duration timeout,
      Runnable whileWaiting,
      Consumer<WindowReport> windows)
      throws InterruptedException {
    Map<Integer, WindowReport> reports = new TreeMap<>();
    Instant deadline = clock.instant().plus(timeout);
    while (reports.size() < replicas) {
      if (clock.instant().isAfter(deadline)) {
        return List.of();
      }
      for (ConsumerRecord<byte[], byte[]> entry : poll()) {
        Optional<WindowReport> report = decoded(entry.value());
        report.filter(one -> one.scope() == WindowReport.Scope.WINDOW).ifPresent(windows);
        report.filter(one -> isOf(runId, one)).ifPresent(one -> reports.put(one.replica(), one));
      }
      whileWaiting.run();
    }
    return List.copyOf(reports.values());
  }

  private ConsumerRecords<byte[], byte[]> poll() throws InterruptedException {
    try {
      return consumer.poll(POLL);
    } catch (InterruptException e) {
      Thread.interrupted();
      throw new InterruptedException("interrupted while waiting for the report");
    } catch (AuthorizationException | AuthenticationException e) {
      throw unreadable(brokers, e);
    }
  }

  private static boolean isOf(String runId, WindowReport report) {
    return report.scope() == WindowReport.Scope.RUN && report.runId().equals(runId);
  }

  /** Empty for a record that is not a report, and so not the one we wait for. */
  private static Optional<WindowReport> decoded(byte[] value) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(WindowReportCodec.decode(value));
    } catch (MalformedRecordException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
