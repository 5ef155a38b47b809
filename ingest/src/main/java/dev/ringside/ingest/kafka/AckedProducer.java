package dev.ringside.ingest.kafka;

import dev.ringside.ingest.replay.PublishException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * One Kafka producer with bounded bytes under way, that counts acknowledgements and never holds its
 * caller for more than 10 ms at a time. One thread sends; others may read the count.
 */
final class AckedProducer implements AutoCloseable {

  /** How long brokers may stay silent before publishing gives up. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(ProducerSettings.MAX_BLOCK_MS);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final Producer<byte[], byte[]> producer;
  private final String brokers;
  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private long bytesUnderWay;
  private long recordsUnderWay;
  private long acknowledged;
  private Exception failure;

  AckedProducer(Producer<byte[], byte[]> producer, String brokers, long maxBytes) {
    this.producer = producer;
    this.brokers = brokers;
    this.maxBytes = maxBytes;
  }

  /**
   * Connects, and waits until the leaders of {@code topic} are known.
   *
   * @throws PublishException if no broker answers for 10 s
   */
  static AckedProducer connect(ProducerSettings settings, String topic, long maxBytes)
      throws PublishException, InterruptedException {
    AckedProducer connected = new AckedProducer(create(settings), settings.brokers(), maxBytes);
    try {
      connected.awaitTopic(topic);
      return connected;
    } catch (PublishException | InterruptedException | RuntimeException e) {
      connected.producer.close(Duration.ZERO);
      throw e;
    }
  }

  private static Producer<byte[], byte[]> create(ProducerSettings settings)
      throws PublishException {
    Properties properties = settings.producer();
    try {
      return new KafkaProducer<>(properties);
    } catch (KafkaException e) {
      throw Failures.at(settings.brokers(), "cannot connect to Kafka", e);
    }
  }

  private void awaitTopic(String topic) throws PublishException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        producer.partitionsFor(topic);
        return;
      } catch (TimeoutException e) {
        requireTime(deadline, topic, e);
      } catch (InterruptException e) {
        throw interrupted();
      } catch (KafkaException e) {
        throw Failures.at(brokers, "cannot publish to " + topic, e);
      }
    }
  }

  private void requireTime(long deadline, String topic, TimeoutException last)
      throws PublishException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (System.nanoTime() - deadline > 0) {
      throw new PublishException(
          "no Kafka with topic %s at %s: no answer within %d s; is it running, is the address right?"
              .formatted(topic, brokers, PATIENCE.toSeconds()),
          last);
    }
  }

  /** Kafka's own exception leaves the thread's interrupt flag set; ours does not. */
  private static InterruptedException interrupted() {
    Thread.interrupted();
    return new InterruptedException();
  }

  /** Hands over, waiting for room as long as it takes. */
  void send(String topic, byte[] key, byte[] value) throws PublishException, InterruptedException {
    long silentSince = System.nanoTime();
    while (true) {
      if (!hasRoomFor(value.length)) {
        silentSince = System.nanoTime();
        continue;
      }
      Exception refusal = handOver(new ProducerRecord<>(topic, key, value));
      if (refusal == null) {
        return;
      }
      if (refusal instanceof BufferExhaustedException) {
        silentSince = System.nanoTime();
      } else if (refusal instanceof TimeoutException timeout) {
        requireTime(silentSince + PATIENCE.toNanos(), topic, timeout);
      } else {
        throw Failures.at(brokers, "cannot publish to " + topic, refusal);
      }
    }
  }

  /** Waits up to 10 ms for room. */
  private boolean hasRoomFor(int bytes) throws PublishException, InterruptedException {
    long left = STEP_NS;
    lock.lockInterruptibly();
    try {
      requireDelivery();
      while (recordsUnderWay > 0 && bytesUnderWay + bytes > maxBytes && left > 0) {
        left = changed.awaitNanos(left);
      }
      return recordsUnderWay == 0 || bytesUnderWay + bytes <= maxBytes;
    } finally {
      lock.unlock();
    }
  }

  private void requireDelivery() throws PublishException {
    if (failure != null) {
      throw Failures.at(brokers, "a batch was not delivered", failure);
    }
  }

  /** Null if Kafka took the record; else why it did not. */
  private Exception handOver(ProducerRecord<byte[], byte[]> data) throws InterruptedException {
    Delivery delivery = new Delivery(data.value().length);
    try {
      Future<RecordMetadata> unused = producer.send(data, delivery);
    } catch (InterruptException e) {
      delivery.undo();
      throw interrupted();
    } catch (KafkaException e) {
      delivery.undo();
      return e;
    }
    return delivery.refusal;
  }

  /**
   * @return false if {@code atMost} went by before all was acknowledged
   */
  boolean flush(Duration atMost) throws PublishException, InterruptedException {
    long left = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (recordsUnderWay > 0 && failure == null && left > 0) {
        left = changed.awaitNanos(left);
      }
      requireDelivery();
      return recordsUnderWay == 0;
    } finally {
      lock.unlock();
    }
  }

  long acknowledged() {
    lock.lock();
    try {
      return acknowledged;
    } finally {
      lock.unlock();
    }
  }

  /** Gives what is under way a few seconds, unless delivery has failed already. */
  @Override
  public void close() {
    boolean wasInterrupted = Thread.interrupted();
    producer.close(hasFailed() ? Duration.ZERO : CLOSE_PATIENCE);
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean hasFailed() {
    lock.lock();
    try {
      return failure != null;
    } finally {
      lock.unlock();
    }
  }

  /** One record under way. Kafka tells of a refusal in the sender's own thread, within send. */
  private final class Delivery implements Callback {

    private final int bytes;
    private final Thread sender = Thread.currentThread();
    private Exception refusal;

    Delivery(int bytes) {
      this.bytes = bytes;
      account(1);
    }

    private void account(int records) {
      lock.lock();
      try {
        recordsUnderWay += records;
        bytesUnderWay += (long) records * bytes;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    void undo() {
      if (refusal == null) {
        account(-1);
      }
    }

    @Override
    public void onCompletion(RecordMetadata metadata, Exception problem) {
      lock.lock();
      try {
        account(-1);
        if (problem == null) {
          acknowledged++;
        } else if (Thread.currentThread() == sender) {
          refusal = problem;
        } else if (failure == null) {
          failure = problem;
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
