package dev.ringside.exporter.kafka;

import dev.ringside.exporter.topic.FollowedTopic;
import dev.ringside.schemas.MalformedRecordException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a compacted topic from its beginning to its end, tells the topic's table, and follows it
 * from there on a thread of its own. It belongs to no consumer group and commits nothing: the topic
 * is compacted, and all of it is the state.
 *
 * <p>It waits for a topic that does not exist yet, and for brokers that go away later. A malformed
 * record is counted and logged, never fatal.
 *
 * @param <T> what the topic's records say
 */
public final class TopicFollower<T> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
  private static final String INTERNAL_ERROR = "internal_error";
  private static final Duration REACHABLE_WITHIN = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LOOK_FOR_PARTITIONS_EVERY = Duration.ofSeconds(30);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final FollowedTopic<T> topic;
  private final Thread thread;
  private final Map<TopicPartition, Long> endsAtStart = new HashMap<>();
  private long lastLookNanos;
  private volatile boolean closed;
  private volatile boolean caughtUp;
  private volatile String state;

  private TopicFollower(Consumer<byte[], byte[]> consumer, FollowedTopic<T> topic) {
    this.consumer = consumer;
    this.topic = topic;
    this.state = reading();
    this.thread = new Thread(this::run, "follower-" + topic.name());
    thread.setDaemon(true);
  }

  /**
   * Connects and starts to read.
   *
   * @throws UnreachableBrokerException if no broker answers within 10 s or the settings are wrong
   */
  public static <T> TopicFollower<T> start(ConsumerSettings settings, FollowedTopic<T> topic)
      throws UnreachableBrokerException {
    TopicFollower<T> follower = new TopicFollower<>(connect(settings, topic.name()), topic);
    follower.thread.start();
    return follower;
  }

  private static Consumer<byte[], byte[]> connect(ConsumerSettings settings, String topic)
      throws UnreachableBrokerException {
    Consumer<byte[], byte[]> consumer = null;
    try {
      consumer = new KafkaConsumer<>(settings.asClientConfig(topic));
      consumer.partitionsFor(topic, REACHABLE_WITHIN);
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

  /** Empty while the table holds the whole topic and this still follows it, else one line. */
  public String whyNotReady() {
    if (!thread.isAlive()) {
      return "no longer reading " + topic.name();
    }
    return caughtUp ? "" : state;
  }

  private String reading() {
    return "reading " + topic.name() + " from its beginning";
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
        consumer.poll(POLL).forEach(this::take);
        noticeEnd();
      }
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("reading {}: {}; trying again", topic.name(), e.getMessage());
      state = "reading " + topic.name() + ": " + e.getMessage();
      pause();
    }
  }

  /** One record never ends the reading, whatever it is. */
  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      topic.take(record.key(), record.value(), record.timestamp());
    } catch (MalformedRecordException e) {
      LOG.warn(
          "{} partition {} offset {}: {}; the record is skipped",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getMessage());
    } catch (RuntimeException e) {
      topic.counts().countMalformed(INTERNAL_ERROR);
      LOG.error(
          "internal error on {} offset {}; it is skipped", record.topic(), record.offset(), e);
    }
  }

  /** Assigns the topic's partitions, also those added later, each from its beginning. */
  private void lookForPartitions() {
    Set<TopicPartition> known = consumer.assignment();
    long now = System.nanoTime();
    if (!known.isEmpty() && now - lastLookNanos < LOOK_FOR_PARTITIONS_EVERY.toNanos()) {
      return;
    }
    lastLookNanos = now;
    Set<TopicPartition> all = new HashSet<>(partitions());
    if (all.isEmpty()) {
      state = "topic " + topic.name() + " does not exist yet";
    } else if (!known.containsAll(all)) {
      Set<TopicPartition> fresh = new HashSet<>(all);
      fresh.removeAll(known);
      consumer.assign(all);
      consumer.seekToBeginning(fresh);
      endsAtStart.putAll(consumer.endOffsets(fresh));
      state = reading();
    }
  }

  private Collection<TopicPartition> partitions() {
    return consumer.partitionsFor(topic.name()).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  private void noticeEnd() {
    endsAtStart
        .entrySet()
        .removeIf(partition -> consumer.position(partition.getKey()) >= partition.getValue());
    if (endsAtStart.isEmpty() && !caughtUp) {
      topic.table().caughtUp();
      caughtUp = true;
      LOG.info("{} read to its end; serving", topic.name());
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
