package dev.ringside.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.ingest.replay.PublishException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AckedProducerTest {

  private static final byte[] KEY = {1};
  private static final byte[] HUNDRED_BYTES = new byte[100];

  private final MockProducer<byte[], byte[]> kafka = mock();

  private static MockProducer<byte[], byte[]> mock() {
    return new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Test
  void countsWhatIsAcknowledgedAndNothingElse() throws Exception {
    AckedProducer producer = producer(kafka);
    producer.send("t", KEY, HUNDRED_BYTES);
    producer.send("t", KEY, HUNDRED_BYTES);
    assertThat(producer.acknowledged()).isZero();

    kafka.completeNext();

    assertThat(producer.acknowledged()).isOne();
    assertThat(producer.flush(Duration.ofMillis(20))).isFalse();
    kafka.completeNext();
    assertThat(producer.flush(Duration.ofMillis(20))).isTrue();
  }

  @Test
  void holdsTheSenderWhileTooMuchIsUnderWay() throws Exception {
    AckedProducer producer = producer(kafka);
    producer.send("t", KEY, HUNDRED_BYTES);
    producer.send("t", KEY, HUNDRED_BYTES);
    CompletableFuture<Void> third =
        CompletableFuture.runAsync(() -> sendQuietly(producer, HUNDRED_BYTES));

    assertThatThrownBy(() -> third.get(100, TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    assertThat(kafka.history()).hasSize(2);
    kafka.completeNext();
    third.get(5, TimeUnit.SECONDS);
    assertThat(kafka.history()).hasSize(3);
  }

  @Test
  void recordLargerThanTheBoundGoesAlone() throws Exception {
    AckedProducer producer = producer(kafka);

    producer.send("t", KEY, new byte[1000]);

    assertThat(kafka.history()).hasSize(1);
  }

  @Test
  void interruptionEndsTheWaitWithoutHandingOver() throws Exception {
    AckedProducer producer = producer(kafka);
    producer.send("t", KEY, new byte[250]);
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> producer.send("t", KEY, HUNDRED_BYTES))
        .isInstanceOf(InterruptedException.class);
    assertThat(kafka.history()).hasSize(1);
  }

  @Test
  void fullBufferIsTriedAgainUntilThereIsRoom() throws Exception {
    AtomicInteger refusals = new AtomicInteger(3);
    MockProducer<byte[], byte[]> full =
        refusingWhile(() -> refusals.getAndDecrement() > 0, new BufferExhaustedException("full"));
    AckedProducer producer = producer(full);

    producer.send("t", KEY, HUNDRED_BYTES);

    assertThat(full.history()).hasSize(1);
    full.completeNext();
    assertThat(producer.flush(Duration.ofSeconds(1))).isTrue();
    assertThat(producer.acknowledged()).isOne();
  }

  @Test
  void refusedRecordIsOneLine() {
    AckedProducer producer =
        producer(refusingWhile(() -> true, new RecordTooLargeException("too large\nby far")));

    assertThatThrownBy(() -> producer.send("t", KEY, HUNDRED_BYTES))
        .isInstanceOf(PublishException.class)
        .hasMessage("cannot publish to t at broker:9092: too large");
  }

  @Test
  void undeliveredRecordFailsWhateverComesNext() throws Exception {
    AckedProducer producer = producer(kafka);
    producer.send("t", KEY, HUNDRED_BYTES);
    CompletableFuture.runAsync(() -> kafka.errorNext(new NotEnoughReplicasException("1 of 2")))
        .get();

    assertThatThrownBy(() -> producer.flush(Duration.ofSeconds(1)))
        .isInstanceOf(PublishException.class)
        .hasMessage("a batch was not delivered at broker:9092: 1 of 2");
    assertThatThrownBy(() -> producer.send("t", KEY, HUNDRED_BYTES))
        .isInstanceOf(PublishException.class);
    assertThat(producer.acknowledged()).isZero();
  }

  @Test
  void closingKeepsTheInterruptFlag() {
    AckedProducer producer = producer(kafka);
    Thread.currentThread().interrupt();

    producer.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(kafka.closed()).isTrue();
  }

  private static AckedProducer producer(MockProducer<byte[], byte[]> kafka) {
    return new AckedProducer(kafka, "broker:9092", 250);
  }

  private static void sendQuietly(AckedProducer producer, byte[] value) {
    try {
      producer.send("t", KEY, value);
    } catch (PublishException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Tells a refusal as KafkaProducer does: in the sender's thread, before send returns. */
  private static MockProducer<byte[], byte[]> refusingWhile(
      java.util.function.BooleanSupplier refusing, RuntimeException reason) {
    return new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
      @Override
      public synchronized Future<RecordMetadata> send(
          ProducerRecord<byte[], byte[]> data, Callback callback) {
        if (refusing.getAsBoolean()) {
          callback.onCompletion(null, reason);
          return CompletableFuture.failedFuture(reason);
        }
        return super.send(data, callback);
      }
    };
  }
}
