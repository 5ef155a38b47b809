package dev.ringside.agent.kafka;

import dev.ringside.agent.delivery.Delivery;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.schemas.topic.BatchKey;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends an agent's batches to its tenant's topics: idempotent, acknowledged by all in-sync
 * replicas, each key in order. It waits for brokers for ever, with the producer's buffer as the
 * bound; whatever else goes wrong, such as a password that is refused, is said once and tried
 * again.
 */
public final class KafkaDelivery implements Delivery {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaDelivery.class);

  private static final Duration CLOSING = Duration.ofSeconds(2);
  private static final long RECONNECT_NS = 1_000_000_000;

  private final ProducerSettings settings;
  private final Supplier<Producer<byte[], byte[]>> producers;
  private Producer<byte[], byte[]> producer;
  private long failedAtNs = System.nanoTime() - RECONNECT_NS;
  private volatile String said = "";

  public KafkaDelivery(ProducerSettings settings) {
    this(settings, () -> new KafkaProducer<>(settings.unfailingProducer()));
  }

  /**
   * @param producers asked for one at the first batch, and again after each failure
   */
  KafkaDelivery(ProducerSettings settings, Supplier<Producer<byte[], byte[]>> producers) {
    this.settings = settings;
    this.producers = producers;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // The callback hears the same.
  public boolean offer(BatchKey key, byte[] batch, Receipt receipt) throws InterruptedException {
    if (producer == null && !connect()) {
      return false;
    }
    Sent sent = new Sent(receipt, Thread.currentThread());
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(key.topic(settings.tenant()), key.bytes(), batch);
    try {
      producer.send(record, sent);
      return !sent.notTaken;
    } catch (InterruptException e) {
      Thread.interrupted();
      throw new InterruptedException();
    } catch (KafkaException e) {
      say(e);
      restart();
      failedAtNs = System.nanoTime();
      return false;
    }
  }

  private boolean connect() {
    if (System.nanoTime() - failedAtNs < RECONNECT_NS) {
      return false;
    }
    try {
      producer = producers.get();
      return true;
    } catch (KafkaException e) {
      say(e);
      failedAtNs = System.nanoTime();
      return false;
    }
  }

  /** Kafka calls back before send returns if it has no room, or does not know the topic yet. */
  private final class Sent implements Callback {

    private final Receipt receipt;
    private final Thread sender;
    private boolean notTaken;

    Sent(Receipt receipt, Thread sender) {
      this.receipt = receipt;
      this.sender = sender;
    }

    @Override
    public void onCompletion(RecordMetadata metadata, Exception problem) {
      if (problem instanceof TimeoutException && Thread.currentThread() == sender) {
        notTaken = true;
        say(problem);
      } else if (problem == null) {
        said = "";
        receipt.arrived(Outcome.DELIVERED);
      } else {
        say(problem);
        receipt.arrived(isForGood(problem) ? Outcome.REFUSED : Outcome.LOST);
      }
    }
  }

  private static boolean isForGood(Exception problem) {
    return problem instanceof RecordTooLargeException
        || problem instanceof RecordBatchTooLargeException
        || problem instanceof InvalidTopicException;
  }

  private void say(Exception problem) {
    String line = problem.getClass().getSimpleName() + ": " + problem.getMessage();
    if (!line.equals(said)) {
      said = line;
      LOG.warn("Kafka at {} does not take batches: {}", settings.brokers(), line);
    }
  }

  @Override
  public void restart() {
    closeWithin(Duration.ZERO);
  }

  @Override
  public void close() {
    closeWithin(CLOSING);
  }

  private void closeWithin(Duration patience) {
    boolean wasInterrupted = Thread.interrupted();
    if (producer != null) {
      producer.close(patience);
      producer = null;
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
