package dev.ringside.ingest.kafka;

import dev.ringside.ingest.publish.BatchSink;
import dev.ringside.ingest.publish.Outage;
import dev.ringside.ingest.publish.PublishException;
import dev.ringside.schemas.topic.RecordKey;
import dev.ringside.schemas.topic.Topics;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
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
 * {@link #send} waits for room.
 *
 * <p>A broker that had answered and is away is waited for, as it is when it restarts: for {@link
 * ProducerSettings#patience}, and the {@link Outage} hears of it. Then publishing fails. The first
 * failure ends publishing: each later call throws it, with its cause.
 *
 * <p>Law: batches sent = acknowledged + failed + under way; after {@link #close} none is under way.
 * One thread sends; any thread may read the count.
 */
public final class KafkaBatchPublisher implements BatchSink, AutoCloseable {

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
  private static final Duration STEP = Duration.ofSeconds(1);

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final String brokers;
  private final BrokerSilence silence;

  private long sent;
  private long acknowledged;
  private long failed;
  private Exception failure;

  KafkaBatchPublisher(
      Producer<byte[], byte[]> producer, String topic, String brokers, BrokerSilence silence) {
    this.producer = producer;
    this.topic = topic;
    this.brokers = brokers;
    this.silence = silence;
  }

  /**
   * Connects to publish batches of calls to the topic of the settings' tenant.
   *
   * @param outage hears that Kafka does not answer, on the thread that sends
   * @throws PublishException if no broker that knows the topic answers within 10 s
   */
  public static KafkaBatchPublisher connect(ProducerSettings settings, Outage outage)
      throws PublishException, InterruptedException {
    return connect(settings, Topics.calls(settings.tenant()), outage);
  }

  static KafkaBatchPublisher connect(ProducerSettings settings, String topic, Outage outage)
      throws PublishException, InterruptedException {
    Producer<byte[], byte[]> producer;
    try {
      producer = new KafkaProducer<>(settings.producer());
    } catch (KafkaException e) {
      throw KafkaFailure.at(settings.brokers(), "cannot connect to Kafka", e);
    }
    try {
      requireTopic(producer, topic, settings.brokers());
      return new KafkaBatchPublisher(
          producer,
          topic,
          settings.brokers(),
          new BrokerSilence(settings.patience(), outage, System::nanoTime));
    } catch (PublishException | InterruptedException | RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  private static void requireTopic(Producer<?, ?> producer, String topic, String brokers)
      throws PublishException, InterruptedException {
    long start = System.nanoTime();
    while (!isKnown(producer, topic, brokers)) {
      if (System.nanoTime() - start > ProducerSettings.CONNECT_PATIENCE.toNanos()) {
        throw new PublishException(
            "no Kafka with topic %s at %s: no answer within %d s; check that the broker is running and --brokers is correct"
                .formatted(topic, brokers, ProducerSettings.CONNECT_PATIENCE.toSeconds()));
      }
    }
  }

  private static boolean isKnown(Producer<?, ?> producer, String topic, String brokers)
      throws PublishException, InterruptedException {
    try {
      producer.partitionsFor(topic);
      return true;
    } catch (InterruptException e) {
      throw interrupted();
    } catch (TimeoutException e) {
      return false;
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
    if (underWay() == 0) {
      silence.begins();
    }
    do {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      requireDelivery();
      silence.tell();
    } while (!handOver(data));
    requireDelivery();
  }

  /** False if Kafka took nothing for a second, so that it must be tried again. */
  @SuppressWarnings("FutureReturnValueIgnored") // The delivery hears the same.
  private boolean handOver(ProducerRecord<byte[], byte[]> data)
      throws PublishException, InterruptedException {
    Delivery delivery = new Delivery(Thread.currentThread());
    count(1);
    try {
      producer.send(data, delivery);
      count(delivery.refused ? -1 : 0);
      return !delivery.refused;
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

  /**
   * Hears what becomes of one batch. Kafka tells the sender, before send returns, if its buffer had
   * no room or the topic's leaders are not known; that is no failure while there is patience.
   */
  private final class Delivery implements Callback {

    private final Thread sender;
    private boolean refused;

    Delivery(Thread sender) {
      this.sender = sender;
    }

    @Override
    public void onCompletion(RecordMetadata metadata, Exception problem) {
      if (problem instanceof TimeoutException
          && Thread.currentThread() == sender
          && !silence.isTooLong()) {
        refused = true;
      } else {
        completed(problem);
      }
    }
  }

  /**
   * @param problem null if all replicas have the batch
   */
  private synchronized void completed(Exception problem) {
    if (problem == null) {
      acknowledged++;
      silence.begins();
    } else {
      failed++;
      failure = failure == null ? problem : failure;
    }
    notifyAll();
  }

  private synchronized void requireDelivery() throws PublishException {
    if (failure != null) {
      throw new PublishException(
          "a record was not delivered to %s at %s, %d of %d were acknowledged: %s"
              .formatted(topic, brokers, acknowledged, sent, reason()),
          failure);
    }
  }

  private String reason() {
    return silence.isTooLong()
        ? "nothing arrived for %d s (delivery.timeout.ms)".formatted(silence.patience().toSeconds())
        : KafkaFailure.rootLine(failure);
  }

  @Override
  public boolean flush(Duration atMost) throws PublishException, InterruptedException {
    long start = System.nanoTime();
    while (true) {
      long left = atMost.toNanos() - (System.nanoTime() - start);
      boolean flushed = isFlushed(Math.min(left, STEP.toNanos()));
      silence.tell();
      requireDelivery();
      if (flushed) {
        return true;
      }
      if (left <= STEP.toNanos()) {
        return false;
      }
    }
  }

  /** Waits until nothing is under way or a batch has failed; false if that took longer. */
  private synchronized boolean isFlushed(long withinNs) throws InterruptedException {
    long start = System.nanoTime();
    while (acknowledged + failed < sent && failure == null) {
      long left = withinNs - (System.nanoTime() - start);
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
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
