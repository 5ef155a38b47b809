package dev.ringside.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.ingest.publish.Outage;
import dev.ringside.ingest.publish.PublishException;
import dev.ringside.schemas.topic.RecordKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class KafkaBatchPublisherTest {

  private static final RecordKey KEY = new RecordKey("d", 0, 1);
  private static final byte[] VALUE = new byte[100];

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Broker kafka = new Broker();
  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);
  private final HeardOutage outage = new HeardOutage();

  @Test
  void countsWhatIsAcknowledgedAndNothingElse() throws Exception {
    KafkaBatchPublisher publisher = publisher();
    publisher.send(KEY, VALUE);
    publisher.send(KEY, VALUE);
    assertThat(publisher.acknowledged()).isZero();

    kafka.completeNext();

    assertThat(publisher.acknowledged()).isOne();
    assertThat(publisher.underWay()).isOne();
    assertThat(publisher.flush(Duration.ofMillis(20))).isFalse();
    kafka.completeNext();
    assertThat(publisher.flush(Duration.ofMillis(20))).isTrue();
    assertThat(kafka.history())
        .allSatisfy(sent -> assertThat(sent.topic()).isEqualTo("t"))
        .allSatisfy(sent -> assertThat(sent.key()).isEqualTo(KEY.bytes()))
        .hasSize(2);
  }

  @Test
  void aFlushEndsWhenTheLastBatchIsAcknowledged() throws Exception {
    KafkaBatchPublisher publisher = publisher();
    publisher.send(KEY, VALUE);
    CompletableFuture<Boolean> flush =
        CompletableFuture.supplyAsync(() -> flushQuietly(publisher, Duration.ofSeconds(20)));

    kafka.completeNext();

    assertThat(flush.get()).isTrue();
  }

  @Test
  void anInterruptedSenderHandsNothingOver() throws Exception {
    KafkaBatchPublisher publisher = publisher();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> publisher.send(KEY, VALUE)).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(kafka.history()).isEmpty();
    assertThat(publisher.underWay()).isZero();
  }

  @Test
  void anInterruptWhileKafkaWaitsForRoomHandsNothingOver() {
    kafka.thrown = () -> new InterruptException("while waiting for room");
    KafkaBatchPublisher publisher = publisher();

    assertThatThrownBy(() -> publisher.send(KEY, VALUE)).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(publisher.underWay()).isZero();
  }

  @Test
  void anInterruptEndsTheWaitForAcknowledgement() throws Exception {
    KafkaBatchPublisher publisher = publisher();
    publisher.send(KEY, VALUE);
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> publisher.flush(Duration.ofSeconds(20)))
        .isInstanceOf(InterruptedException.class);
    assertThat(publisher.underWay()).isOne();
  }

  @Test
  void aFullBufferIsTriedAgainUntilThereIsRoom() throws Exception {
    for (int refusal = 0; refusal < 3; refusal++) {
      kafka.refusals.add(() -> new BufferExhaustedException("full"));
    }
    KafkaBatchPublisher publisher = publisher();

    publisher.send(KEY, VALUE);

    assertThat(kafka.history()).hasSize(1);
    assertThat(publisher.underWay()).isOne();
    kafka.completeNext();
    assertThat(publisher.flush(Duration.ofSeconds(1))).isTrue();
    assertThat(publisher.acknowledged()).isOne();
  }

  @Test
  void brokersThatAreAwayAreWaitedForAndTheSenderHearsOfIt() throws Exception {
    for (int second = 0; second < 5; second++) {
      kafka.refusals.add(() -> later(1, new TimeoutException("not in metadata after 1000 ms")));
    }
    KafkaBatchPublisher publisher = publisher();

    publisher.send(KEY, VALUE);

    assertThat(kafka.history()).hasSize(1);
    assertThat(outage.heard).containsExactly("3 of 20", "4 of 20", "5 of 20");
    kafka.completeNext();
    publisher.send(KEY, VALUE);
    assertThat(outage.heard).hasSize(4).endsWith("ended after 5");
  }

  @Test
  void patienceEndsAndPublishingFails() throws Exception {
    KafkaBatchPublisher publisher = publisher();
    publisher.send(KEY, VALUE);
    kafka.completeNext();
    for (int second = 0; second < 100; second++) {
      kafka.refusals.add(() -> later(1, new TimeoutException("not in metadata after 1000 ms")));
    }

    assertThatThrownBy(() -> publisher.send(KEY, VALUE))
        .isInstanceOf(PublishException.class)
        .hasMessage(
            "a record was not delivered to t at broker:9092, 1 of 2 were acknowledged: nothing"
                + " arrived for 20 s (delivery.timeout.ms)");
    assertThat(kafka.refusals).as("20 of 100 were needed").hasSize(80);
    assertThat(publisher.underWay()).isZero();
  }

  @Test
  void aBrokerThatIsSlowIsNotAway() throws Exception {
    KafkaBatchPublisher publisher = publisher();
    for (int batch = 0; batch < 20; batch++) {
      publisher.send(KEY, VALUE);
      later(2, null);
      kafka.completeNext();
    }
    assertThat(outage.heard).isEmpty();
  }

  @Test
  void aSenderThatPausesHearsOfNoOutage() throws Exception {
    KafkaBatchPublisher publisher = publisher();
    publisher.send(KEY, VALUE);
    kafka.completeNext();
    later(3600, null);
    publisher.send(KEY, VALUE);

    assertThat(publisher.flush(Duration.ZERO)).isFalse();
    assertThat(outage.heard).isEmpty();
  }

  @Test
  void aFlushHearsOfTheOutageToo() throws Exception {
    KafkaBatchPublisher publisher = publisher();
    publisher.send(KEY, VALUE);
    later(7, null);

    assertThat(publisher.flush(Duration.ZERO)).isFalse();

    assertThat(outage.heard).containsExactly("7 of 20");
  }

  /** The time passes while Kafka's client waits. */
  private <T> T later(long seconds, T answer) {
    nanoTime.addAndGet(Duration.ofSeconds(seconds).toNanos());
    return answer;
  }

  @Test
  void aFullBufferIsNotTriedAgainAfterAFailure() throws Exception {
    KafkaBatchPublisher publisher = publisher();
    publisher.send(KEY, VALUE);
    kafka.refusals.add(() -> new BufferExhaustedException("full"));
    kafka.refusals.add(
        () -> {
          kafka.errorNext(new NotEnoughReplicasException("1 of 2"));
          return new BufferExhaustedException("full");
        });

    assertThatThrownBy(() -> publisher.send(KEY, VALUE))
        .isInstanceOf(PublishException.class)
        .hasMessage(
            "a record was not delivered to t at broker:9092, 0 of 1 were acknowledged: 1 of 2");
    assertThat(kafka.history()).hasSize(1);
  }

  @Test
  void aRefusedRecordIsOneLine() {
    kafka.refusals.add(() -> new RecordTooLargeException("too large\nby far"));
    KafkaBatchPublisher publisher = publisher();

    assertThatThrownBy(() -> publisher.send(KEY, VALUE))
        .isInstanceOf(PublishException.class)
        .hasMessage(
            "a record was not delivered to t at broker:9092, 0 of 1 were acknowledged: too large")
        .hasCauseInstanceOf(RecordTooLargeException.class);
  }

  @Test
  void aProducerThatThrowsIsOneLine() {
    kafka.thrown = () -> new KafkaException("fenced\nfor good");
    KafkaBatchPublisher publisher = publisher();

    assertThatThrownBy(() -> publisher.send(KEY, VALUE))
        .isInstanceOf(PublishException.class)
        .hasMessage("cannot publish to t at broker:9092: fenced");
    assertThat(publisher.underWay()).isZero();
  }

  @Test
  void anUndeliveredRecordFailsEveryLaterCallWithItsCause() throws Exception {
    KafkaBatchPublisher publisher = publisher();
    publisher.send(KEY, VALUE);
    publisher.send(KEY, VALUE);
    kafka.completeNext();
    CompletableFuture.runAsync(() -> kafka.errorNext(new NotEnoughReplicasException("1 of 2")))
        .get();

    assertThatThrownBy(() -> publisher.flush(Duration.ofSeconds(1)))
        .isInstanceOf(PublishException.class)
        .hasMessage(
            "a record was not delivered to t at broker:9092, 1 of 2 were acknowledged: 1 of 2")
        .hasCauseInstanceOf(NotEnoughReplicasException.class);
    assertThatThrownBy(() -> publisher.send(KEY, VALUE)).isInstanceOf(PublishException.class);
    assertThat(publisher.acknowledged()).isOne();
  }

  @Test
  void whatIsUnderWayAtTheEndIsCountedAsNotAcknowledged() throws Exception {
    KafkaBatchPublisher publisher = publisher();
    publisher.send(KEY, VALUE);
    publisher.send(KEY, VALUE);
    assertThat(publisher.underWay()).isEqualTo(2);

    publisher.close();

    assertThat(publisher.underWay()).isZero();
    assertThat(publisher.acknowledged()).isZero();
    assertThatThrownBy(() -> publisher.flush(Duration.ZERO))
        .isInstanceOf(PublishException.class)
        .hasMessageContaining("0 of 2 were acknowledged: Producer is closed forcefully.");
  }

  @Test
  void closingKeepsTheInterruptFlag() {
    KafkaBatchPublisher publisher = publisher();
    Thread.currentThread().interrupt();

    publisher.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(kafka.closed()).isTrue();
  }

  private KafkaBatchPublisher publisher() {
    return new KafkaBatchPublisher(
        kafka, "t", "broker:9092", new BrokerSilence(PATIENCE, outage, nanoTime::get));
  }

  private static boolean flushQuietly(KafkaBatchPublisher publisher, Duration atMost) {
    try {
      return publisher.flush(atMost);
    } catch (PublishException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class HeardOutage implements Outage {

    private final List<String> heard = new ArrayList<>();

    @Override
    public void lasts(Duration soFar, Duration patience) {
      heard.add(soFar.toSeconds() + " of " + patience.toSeconds());
    }

    @Override
    public void ended(Duration lasted) {
      heard.add("ended after " + lasted.toSeconds());
    }
  }

  /** Has the answers of KafkaProducer that MockProducer lacks. */
  private static final class Broker extends MockProducer<byte[], byte[]> {

    private final Deque<Supplier<RuntimeException>> refusals = new ArrayDeque<>();
    private Supplier<RuntimeException> thrown = () -> null;

    Broker() {
      super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Reports a refusal on the sending thread, before send returns. */
    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> data, Callback callback) {
      RuntimeException failure = thrown.get();
      if (failure != null) {
        throw failure;
      }
      if (refusals.isEmpty()) {
        return super.send(data, callback);
      }
      RuntimeException reason = refusals.remove().get();
      callback.onCompletion(null, reason);
      return CompletableFuture.failedFuture(reason);
    }

    /** Fails what is under way, as after the time to close is over. */
    @Override
    public void close(Duration timeout) {
      while (errorNext(new KafkaException("Producer is closed forcefully."))) {
        // until all are told
      }
      super.close(timeout);
    }
  }
}
