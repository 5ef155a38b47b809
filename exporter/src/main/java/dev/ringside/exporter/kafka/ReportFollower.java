package dev.ringside.exporter.kafka;

import dev.ringside.exporter.series.ReadTally;
import dev.ringside.exporter.series.SeriesTable;
import dev.ringside.schemas.topic.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code ringside.reports} from its beginning to its end, says so to the table, and follows
 * it from there on a thread of its own. It belongs to no consumer group and commits nothing: the
 * topic is compacted, and all of it is the state.
 *
 * <p>A topic that does not exist yet is waited for; brokers that go away later are too.
 */
public final class ReportFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReportFollower.class);
  private static final Duration REACHABLE_WITHIN = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LOOK_FOR_PARTITIONS_EVERY = Duration.ofSeconds(30);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final SeriesTable table;
  private final ReportDecoder decoder;
  private final Thread thread;
  private final Map<TopicPartition, Long> endsAtStart = new HashMap<>();
  private long lastLookNanos;
  private volatile boolean closed;
  private volatile String state = "reading " + Topics.REPORTS + " from its beginning";

  private ReportFollower(
      Consumer<byte[], byte[]> consumer, SeriesTable table, ReportDecoder decoder) {
    this.consumer = consumer;
    this.table = table;
    this.decoder = decoder;
    this.thread = new Thread(this::run, "report-follower");
    thread.setDaemon(true);
  }

  /**
   * Connects and starts to read.
   *
   * @throws UnreachableBrokerException if no broker answers within 10 s or the settings are wrong
   */
  public static ReportFollower start(ConsumerSettings settings, SeriesTable table, ReadTally tally)
      throws UnreachableBrokerException {
    ReportFollower follower =
        new ReportFollower(connect(settings), table, new ReportDecoder(table, tally));
    follower.thread.start();
    return follower;
  }

  private static Consumer<byte[], byte[]> connect(ConsumerSettings settings)
      throws UnreachableBrokerException {
    Consumer<byte[], byte[]> consumer = null;
    try {
      consumer = new KafkaConsumer<>(settings.asClientConfig());
      consumer.partitionsFor(Topics.REPORTS, REACHABLE_WITHIN);
      return consumer;
    } catch (KafkaException e) {
      if (consumer != null) {
        consumer.close();
      }
      throw new UnreachableBrokerException(explain(settings, e), e);
    }
  }

  private static String explain(ConsumerSettings settings, KafkaException e) {
    if (e instanceof TimeoutException) {
      return "no Kafka broker answers at %s within %d s: check --brokers, and --client-properties where it needs TLS or SASL"
          .formatted(settings.brokers(), REACHABLE_WITHIN.toSeconds());
    }
    Throwable root = e.getCause() == null ? e : e.getCause();
    return "Kafka at %s cannot be used: %s; check --brokers and --client-properties"
        .formatted(settings.brokers(), root.getMessage());
  }

  /** Empty once the table holds the whole topic and this still follows it, else one line. */
  public String whyNotReady() {
    if (!thread.isAlive()) {
      return "no longer reading " + Topics.REPORTS;
    }
    return table.isCaughtUp() ? "" : state;
  }

  private void run() {
    try (consumer) {
      while (!closed) {
        step();
      }
    } catch (WakeupException e) {
      LOG.debug("woken up to close", e);
    }
  }

  private void step() {
    try {
      lookForPartitions();
      if (consumer.assignment().isEmpty()) {
        pause();
      } else {
        consumer.poll(POLL).forEach(decoder::take);
        noticeEnd();
      }
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("reading {}: {}; trying again", Topics.REPORTS, e.getMessage());
      state = "reading " + Topics.REPORTS + ": " + e.getMessage();
      pause();
    }
  }

  /** Assigns the topic's partitions, those that come to it later too, each from its beginning. */
  private void lookForPartitions() {
    Set<TopicPartition> known = consumer.assignment();
    long now = System.nanoTime();
    if (!known.isEmpty() && now - lastLookNanos < LOOK_FOR_PARTITIONS_EVERY.toNanos()) {
      return;
    }
    lastLookNanos = now;
    Set<TopicPartition> all = new HashSet<>(partitions());
    if (all.isEmpty()) {
      state = "topic " + Topics.REPORTS + " does not exist yet";
    } else if (!known.containsAll(all)) {
      Set<TopicPartition> fresh = new HashSet<>(all);
      fresh.removeAll(known);
      consumer.assign(all);
      consumer.seekToBeginning(fresh);
      endsAtStart.putAll(consumer.endOffsets(fresh));
      state = "reading " + Topics.REPORTS + " from its beginning";
    }
  }

  private Collection<TopicPartition> partitions() {
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.REPORTS).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    return partitions;
  }

  private void noticeEnd() {
    endsAtStart
        .entrySet()
        .removeIf(partition -> consumer.position(partition.getKey()) >= partition.getValue());
    if (endsAtStart.isEmpty() && !table.isCaughtUp()) {
      table.caughtUp();
      LOG.info("{} read to its end; serving", Topics.REPORTS);
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      closed = true;
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join(CLOSE_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
