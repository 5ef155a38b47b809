package dev.ringside.cli.kafka;

import dev.ringside.cli.console.BadInputException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * What a compacted topic holds: the last value of each key, and then what changes. Belongs to one
 * thread.
 */
public final class LatestRecords implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final String brokers;
  private final String topic;
  private final KafkaConsumer<String, byte[]> consumer;

  private LatestRecords(String brokers, String topic, KafkaConsumer<String, byte[]> consumer) {
    this.brokers = brokers;
    this.topic = topic;
    this.consumer = consumer;
  }

  /**
   * Starts at the beginning of the topic.
   *
   * @param client Kafka client properties beside the brokers
   * @throws BadInputException if that Kafka cannot be used, does not let this user read the topic,
   *     or does not have it
   */
  public static LatestRecords of(String brokers, Map<String, String> client, String topic) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "10000");
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "ringside-view");
    KafkaConsumer<String, byte[]> consumer = null;
    try {
      consumer =
          new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw new BadInputException(
            "topic %s does not exist at %s: run \"ringside topics\" first"
                .formatted(topic, brokers));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      return new LatestRecords(brokers, topic, consumer);
    } catch (KafkaException e) {
      close(consumer);
      throw unreadable(brokers, topic, e);
    } catch (BadInputException e) {
      close(consumer);
      throw e;
    }
  }

  private static void close(KafkaConsumer<?, ?> consumer) {
    if (consumer != null) {
      consumer.close();
    }
  }

  private static BadInputException unreadable(String brokers, String topic, KafkaException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new BadInputException(
        "cannot read %s at %s: %s".formatted(topic, brokers, root.getMessage()), e);
  }

  /** All that the topic holds now, by key, in the order in which the keys came first. */
  public Map<String, byte[]> now() throws InterruptedException {
    Map<String, byte[]> latest = new LinkedHashMap<>();
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        poll((key, value) -> put(latest, key, value));
      }
    } catch (InterruptException e) {
      throw interrupted();
    } catch (KafkaException e) {
      throw unreadable(brokers, topic, e);
    }
    return latest;
  }

  private static void put(Map<String, byte[]> latest, String key, byte[] value) {
    if (value == null) {
      latest.remove(key);
    } else {
      latest.put(key, value);
    }
  }

  /**
   * Waits a moment for what changes.
   *
   * @param change gets each key and its value, which is null if the key was deleted
   */
  public void next(BiConsumer<String, byte[]> change) throws InterruptedException {
    try {
      poll(change);
    } catch (InterruptException e) {
      throw interrupted();
    } catch (KafkaException e) {
      throw unreadable(brokers, topic, e);
    }
  }

  private void poll(BiConsumer<String, byte[]> change) {
    for (ConsumerRecord<String, byte[]> entry : consumer.poll(POLL)) {
      if (entry.key() != null) {
        change.accept(entry.key(), entry.value());
      }
    }
  }

  private InterruptedException interrupted() {
    Thread.interrupted();
    return new InterruptedException("interrupted while reading " + topic);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
