package dev.ringside.ingest.kafka;

import dev.ringside.ingest.publish.BatchSink;
import dev.ringside.ingest.publish.PublishException;
import dev.ringside.schemas.topic.RecordKey;
import dev.ringside.schemas.topic.Topics;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Publishes batches to Kafka, for replays and simulations: idempotent, acknowledged by all in-sync
 * replicas, compressed, each key in order.
 *
 * <p>Kafka's own buffer bounds what is under way ({@link ProducerSettings}). While it is full,
 * {@link #send} waits for room; if no broker answers any more, Kafka fails a batch within a minute,
 * which ends the wait. The first failure ends publishing: each later call throws it, with its
 * cause.
 *
 * <p>Law: batches sent = acknowledged + failed + under way; after {@link #close} none is under way.
 * One thread sends; any thread may read the count.
 */
public final class KafkaBatchPublisher implements BatchSink, AutoCloseable {

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final String brokers;

  private long sent;
  private long acknowledged;
  private long failed;
  private Exception failure;

  KafkaBatchPublisher(Producer<byte[], byte[]> producer, String topic, String brokers) {
    this.producer = producer;
    this.topic = topic;
    this.brokers = brokers;
  }

  /**
   * Connects to publish batches of calls to {@link Topics#CALLS}.
   *
   * @throws PublishException if no broker that knows the topic answers within 10 s
   */
  public static KafkaBatchPublisher connect(ProducerSettings settings)
      throws PublishException, InterruptedException {
    return connect(settings, Topics.CALLS);
  }

  static KafkaBatchPublisher connect(ProducerSettings settings, String topic)
      throws PublishException, InterruptedException {
    Producer<byte[], byte[]> producer;
    try {
      producer = new KafkaProducer<>(settings.producer());
    } catch (KafkaException e) {
      throw KafkaFailure.at(settings.brokers(), "cannot connect to Kafka", e);
    }
    try {
      requireTopic(producer, topic, settings.brokers());
      return new KafkaBatchPublisher(producer, topic, settings.brokers());
    } catch (PublishException | InterruptedException | RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  private static void requireTopic(Producer<?, ?> producer, String topic, String brokers)
      throws PublishException, InterruptedException {
    try {
      producer.partitionsFor(topic);
    } catch (InterruptException e) {
      throw interrupted();
    } catch (TimeoutException e) {
      throw new PublishException(
          "no Kafka with topic %s at %s: no answer within %d s; check that the broker is running and --brokers is correct"
              .formatted(topic, brokers, ProducerSettings.PATIENCE.toSeconds()),
          e);
    } catch (KafkaException e) {
      throw KafkaFailure.at(brokers, "cannot publish to " + topic, e);
    }
  }

  /** Kafka's own exception leaves the thread's interrupt flag set; ours does not. */
  private static InterruptedException interrupted() {
    Thread.interrupted();
    return new InterruptedException();
  }

  @Override
  public void send(RecordKey key, byte[] value) throws PublishException, InterruptedException {
    send(key.bytes(), value);
  }

  void send(byte[] key, byte[] value) throws PublishException, InterruptedException {
    ProducerRecord<byte[], byte[]> data = new ProducerRecord<>(topic, key, value);
    do {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      requireDelivery();
    } while (!handOver(data));
    requireDelivery();
  }

  /** False if Kafka's buffer stayed full, so that it must be tried again. */
  private boolean handOver(ProducerRecord<byte[], byte[]> data)
      throws PublishException, InterruptedException {
    count(1);
    try {
      boolean taken = !isRefusedForRoom(producer.send(data, this::completed));
      count(taken ? 0 : -1);
      return taken;
    } catch (InterruptException e) {
      count(-1);
      throw interrupted();
    } catch (KafkaException e) {
      count(-1);
      throw KafkaFailure.at(brokers, "cannot publish to " + topic, e);
    }
  }

  private synchronized void count(int batches) {
    sent += batches;
  }

  private static boolean isRefusedForRoom(Future<RecordMetadata> result)
      throws InterruptedException {
    try {
      if (result.isDone()) {
        result.get();
      }
      return false;
    } catch (ExecutionException e) {
      return e.getCause() instanceof BufferExhaustedException;
    }
  }

  /** Called by Kafka for each batch, with null as the problem if all replicas have it. */
  private synchronized void completed(RecordMetadata metadata, Exception problem) {
    if (problem == null) {
      acknowledged++;
    } else if (!(problem instanceof BufferExhaustedException)) { // which send tries again
      failed++;
      failure = failure == null ? problem : failure;
    }
    notifyAll();
  }

  private synchronized void requireDelivery() throws PublishException {
    if (failure != null) {
      throw new PublishException(
          "a record was not delivered to %s at %s, %d of %d were acknowledged: %s"
              .formatted(topic, brokers, acknowledged, sent, KafkaFailure.rootLine(failure)),
          failure);
    }
  }

  @Override
  public synchronized boolean flush(Duration atMost) throws PublishException, InterruptedException {
    long start = System.nanoTime();
    while (acknowledged + failed < sent && failure == null) {
      long left = atMost.toNanos() - (System.nanoTime() - start);
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    requireDelivery();
    return true;
  }

  @Override
  public synchronized long acknowledged() {
    return acknowledged;
  }

  /** Batches that were handed over and that Kafka has neither acknowledged nor failed. */
  synchronized long underWay() {
    return sent - acknowledged - failed;
  }

  /**
   * Gives what is under way 5 s to arrive, or no time after a failure. Kafka fails what has not
   * arrived by then, so afterwards {@link #acknowledged} is final.
   */
  @Override
  public void close() {
    boolean wasInterrupted = Thread.interrupted();
    producer.close(hasFailed() ? Duration.ZERO : CLOSE_PATIENCE);
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean hasFailed() {
    return failure != null;
  }
}
