package dev.ringside.agent.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.agent.delivery.Delivery;
import dev.ringside.agent.delivery.Delivery.Outcome;
import dev.ringside.core.deployment.Tenant;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.schemas.topic.RecordKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaDeliveryTest {

  private static final RecordKey KEY = new RecordKey("d", 0, 3);
  private static final byte[] BATCH = {1, 2, 3};

  private final Deque<Producer<byte[], byte[]>> producers = new ArrayDeque<>();
  private final List<Outcome> heard = new ArrayList<>();
  private final Delivery delivery;

  KafkaDeliveryTest() throws Exception {
    ProducerSettings settings = ProducerSettings.of("broker:1").ownedBy(new Tenant("blue"));
    delivery =
        new KafkaDelivery(
            settings,
            () -> {
              if (producers.isEmpty()) {
                throw new KafkaException("no bootstrap server can be resolved");
              }
              return producers.remove();
            });
  }

  @AfterEach
  void close() {
    delivery.close();
  }

  private static class Manual extends MockProducer<byte[], byte[]> {
    Manual() {
      super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    }
  }

  private <P extends Producer<byte[], byte[]>> P next(P producer) {
    producers.add(producer);
    return producer;
  }

  private boolean offer() throws InterruptedException {
    return delivery.offer(KEY, BATCH, heard::add);
  }

  @Test
  void aBatchIsDeliveredOnceTheBrokersHaveIt() throws Exception {
    Manual producer = next(new Manual());

    assertThat(offer()).isTrue();
    assertThat(heard).isEmpty();
    producer.completeNext();
    assertThat(heard).containsExactly(Outcome.DELIVERED);
    assertThat(producer.history())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.topic()).isEqualTo("ringside.calls.blue");
              assertThat(record.key()).isEqualTo(KEY.bytes());
              assertThat(record.value()).isEqualTo(BATCH);
            });
  }

  /** What another try cannot mend is refused; all else may be offered again. */
  @Test
  void aBatchThatCanNeverArriveIsToldFromOneThatDidNot() throws Exception {
    Manual producer = next(new Manual());
    offer();
    offer();
    offer();
    producer.errorNext(new RecordTooLargeException("too large"));
    producer.errorNext(new SaslAuthenticationException("wrong password"));
    Thread network = new Thread(() -> producer.errorNext(new TimeoutException("expired")));
    network.start();
    network.join();

    assertThat(heard).containsExactly(Outcome.REFUSED, Outcome.LOST, Outcome.LOST);
  }

  /** Kafka says so before send returns: the batch was not taken, and nothing became of it. */
  @Test
  void aProducerWithoutRoomTakesNothing() throws Exception {
    next(
        new Manual() {
          @Override
          public synchronized Future<RecordMetadata> send(
              ProducerRecord<byte[], byte[]> record, Callback callback) {
            callback.onCompletion(null, new TimeoutException("no room for 60000 ms"));
            return null;
          }
        });

    assertThat(offer()).isFalse();
    assertThat(heard).isEmpty();
  }

  @Test
  void aProducerThatFailsIsClosedAndAnotherOneIsAskedForLater() throws Exception {
    Manual broken =
        next(
            new Manual() {
              @Override
              public synchronized Future<RecordMetadata> send(
                  ProducerRecord<byte[], byte[]> record, Callback callback) {
                throw new KafkaException("fenced");
              }
            });
    next(new Manual());

    assertThat(offer()).isFalse();
    assertThat(broken.closed()).isTrue();
    assertThat(offer()).as("not at once").isFalse();
    assertThat(producers).hasSize(1);
    assertThat(heard).isEmpty();
  }

  @Test
  void brokersThatCannotBeResolvedAreWaitedFor() throws Exception {
    assertThat(offer()).isFalse();
    next(new Manual());
    assertThat(offer()).as("asked for at most once a second").isFalse();
    assertThat(producers).hasSize(1);
  }

  @Test
  void anInterruptionIsNoFailureOfKafka() throws Exception {
    Manual producer =
        next(
            new Manual() {
              @Override
              public synchronized Future<RecordMetadata> send(
                  ProducerRecord<byte[], byte[]> record, Callback callback) {
                throw new InterruptException("stopped");
              }
            });

    assertThatThrownBy(this::offer).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).as("the exception says it").isFalse();
    assertThat(producer.closed()).isFalse();
  }

  @Test
  void afterARestartWhatWasUnderWayIsForgotten() throws Exception {
    Manual first = next(new Manual());
    Manual second = next(new Manual());
    offer();
    delivery.restart();

    assertThat(first.closed()).isTrue();
    assertThat(offer()).isTrue();
    assertThat(second.history()).hasSize(1);
  }

  @Test
  void closingKeepsAnInterruption() throws Exception {
    Manual producer = next(new Manual());
    offer();
    Thread.currentThread().interrupt();
    delivery.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(producer.closed()).isTrue();
  }
}
