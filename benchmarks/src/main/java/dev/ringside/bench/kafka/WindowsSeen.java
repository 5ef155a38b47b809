package dev.ringside.bench.kafka;

import dev.ringside.bench.load.Oracle.ReplicaWindow;
import dev.ringside.core.account.Account;
import dev.ringside.core.report.WindowReport;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.WindowReportCodec;
import dev.ringside.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The job's answer as its readers get it: the latest report of every window, from where the reports
 * topic ended when this was made.
 */
public final class WindowsSeen implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(20);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<ReplicaWindow, WindowReport> windows = new TreeMap<>();
  private long windowed;

  public WindowsSeen(String brokers) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> only = List.of(new TopicPartition(Topics.REPORTS, 0));
    consumer.assign(only);
    consumer.endOffsets(only).forEach(consumer::seek);
  }

  /**
   * Reads until the windows hold {@code calls} calls.
   *
   * @param whileWaiting false to give up
   * @throws IllegalStateException with what was seen so far, when given up
   */
  public void await(long calls, BooleanSupplier whileWaiting) {
    while (windowed < calls) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        enter(record.value());
      }
      if (windowed < calls && !whileWaiting.getAsBoolean()) {
        throw new IllegalStateException(
            "the reports account for %,d of %,d calls, in %d windows; what they say of all: %s"
                .formatted(windowed, calls, windows.size(), account()));
      }
    }
  }

  private void enter(byte[] value) {
    WindowReport report = decoded(value);
    if (report.scope() == WindowReport.Scope.WINDOW) {
      ReplicaWindow window =
          new ReplicaWindow(report.deployment(), report.replica(), report.startNs());
      WindowReport before = windows.put(window, report);
      windowed += report.account().windowed();
      windowed -= before == null ? 0 : before.account().windowed();
    }
  }

  private static WindowReport decoded(byte[] value) {
    try {
      return WindowReportCodec.decode(value);
    } catch (MalformedRecordException e) {
      throw new IllegalStateException("the job wrote a report that cannot be read", e);
    }
  }

  /** Of all replicas together, as each one's last report has it. */
  private Account account() {
    Map<String, Account> totals = new TreeMap<>();
    windows.forEach(
        (window, report) ->
            totals.put(window.deployment() + "/" + window.replica(), report.totals().account()));
    return totals.values().stream().reduce(Account.EMPTY, Account::plus);
  }

  public Map<ReplicaWindow, WindowReport> windows() {
    return windows;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
