package dev.ringside.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.ringside.ingest.publish.PublishCounts.Amount;
import dev.ringside.schemas.topic.RecordKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link Publisher} promises, tried with a sink that can be held up. A test class of an
 * implementation extends this one and says how to make its publisher.
 */
@Timeout(60)
public abstract class PublisherContract {

  /** Batches that the publisher under test can hold. */
  protected static final int ROOM = 16;

  /** Bytes of the largest batch that it takes. */
  protected static final int LARGEST = 1_000;

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final RecordKey KEY = new RecordKey("d", 0, 3);

  private final GatedSink sink = new GatedSink();
  private Publisher publisher;

  /**
   * A publisher that delivers to {@code sink}, with room for {@link #ROOM} pending batches of up to
   * {@link #LARGEST} bytes, and that gives up within 10 s when it is closed.
   */
  protected abstract Publisher publisherTo(BatchSink sink);

  private Publisher publisher() {
    publisher = publisherTo(sink);
    return publisher;
  }

  @AfterEach
  void close() {
    sink.open();
    publisher.close();
  }

  /** A batch of 8 bytes that carries its number. */
  private static byte[] batch(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  @Test
  void whatIsTakenIsDeliveredAndCounted() throws Exception {
    Publisher publisher = publisher();

    assertThat(publisher.offer(KEY, batch(0), 7)).isTrue();
    assertThat(publisher.offer(KEY, batch(1), 5)).isTrue();

    assertThat(publisher.flush(LONG)).isTrue();
    assertThat(sink.numbers(KEY)).containsExactly(0L, 1L);
    PublishCounts counts = publisher.counts();
    assertThat(counts.offered()).isEqualTo(new Amount(2, 12));
    assertThat(counts.delivered()).isEqualTo(new Amount(2, 12));
    assertThat(counts.pending()).isEqualTo(Amount.NONE);
    assertThat(counts.dropped()).isEmpty();
  }

  @Test
  void eachKeyKeepsItsOrder() throws Exception {
    Publisher publisher = publisher();
    List<RecordKey> keys = List.of(KEY, new RecordKey("d", 0, 4), new RecordKey("e", 1, 3));
    Random random = new Random(11);
    List<List<Long>> taken = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (long number = 0; number < 2_000; number++) {
      int key = random.nextInt(keys.size());
      if (publisher.offer(keys.get(key), batch(number), 1)) {
        taken.get(key).add(number);
      } else {
        assertThat(publisher.flush(LONG)).isTrue();
      }
    }

    assertThat(publisher.flush(LONG)).isTrue();
    for (int key = 0; key < keys.size(); key++) {
      assertThat(sink.numbers(keys.get(key))).isEqualTo(taken.get(key)).isNotEmpty();
    }
  }

  @Test
  void aFullPublisherDropsAtOnceAndNeverBlocks() {
    Publisher publisher = publisher();
    sink.hold();

    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          for (int number = 0; number < 10_000; number++) {
            publisher.offer(KEY, batch(number), 3);
          }
        });

    PublishCounts counts = publisher.counts();
    long pending = counts.pending().batches();
    assertThat(pending).isBetween(ROOM / 2L, ROOM * 2L);
    assertThat(counts.offered()).isEqualTo(new Amount(10_000, 30_000));
    assertThat(counts.dropped(DropReason.QUEUE_FULL).plus(counts.dropped(DropReason.SPOOL_FULL)))
        .isEqualTo(new Amount(10_000 - pending, 3 * (10_000 - pending)));
    assertThat(counts.balances()).isTrue();
  }

  @Test
  void whatFollowsALossIsDelivered() throws Exception {
    Publisher publisher = publisher();
    sink.hold();
    for (long number = 0; number < 4 * ROOM; number++) {
      publisher.offer(KEY, batch(number), 1);
    }
    sink.open();
    assertThat(publisher.flush(LONG)).isTrue();

    assertThat(publisher.offer(KEY, batch(1_000), 1)).isTrue();

    assertThat(publisher.flush(LONG)).isTrue();
    assertThat(sink.numbers(KEY)).endsWith(1_000L).isSorted().hasSizeLessThan(4 * ROOM);
  }

  @Test
  void aBatchThatIsTooLargeIsDroppedAlone() throws Exception {
    Publisher publisher = publisher();

    assertThat(publisher.offer(KEY, new byte[LARGEST + 1], 9)).isFalse();
    assertThat(publisher.offer(KEY, batch(1), 1)).isTrue();

    assertThat(publisher.flush(LONG)).isTrue();
    assertThat(publisher.counts().dropped(DropReason.TOO_LARGE)).isEqualTo(new Amount(1, 9));
    assertThat(publisher.counts().delivered()).isEqualTo(new Amount(1, 1));
  }

  @Test
  void aBatchThatCannotBeDeliveredIsDroppedAndTheNextGoesOn() throws Exception {
    Publisher publisher = publisher();
    sink.refuse(1);

    for (int number = 0; number < 3; number++) {
      assertThat(publisher.offer(KEY, batch(number), 4)).isTrue();
      assertThat(publisher.flush(LONG)).isTrue();
    }

    PublishCounts counts = publisher.counts();
    assertThat(counts.dropped(DropReason.UNDELIVERABLE)).isEqualTo(new Amount(1, 4));
    assertThat(counts.delivered()).isEqualTo(new Amount(2, 8));
    assertThat(sink.numbers(KEY)).containsExactly(0L, 2L);
  }

  @Test
  void flushSaysWhenTimeIsUp() throws Exception {
    Publisher publisher = publisher();
    sink.hold();
    publisher.offer(KEY, batch(0), 1);

    assertThat(publisher.flush(Duration.ofMillis(50))).isFalse();

    sink.open();
    assertThat(publisher.flush(LONG)).isTrue();
  }

  @Test
  void anInterruptedThreadCanStillOffer() throws Exception {
    Publisher publisher = publisher();
    Thread.currentThread().interrupt();

    boolean taken = publisher.offer(KEY, batch(0), 1);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(taken).isTrue();
    assertThat(publisher.flush(LONG)).isTrue();
    assertThat(sink.numbers(KEY)).containsExactly(0L);
  }

  @Test
  void closingDeliversWhatItCan() {
    Publisher publisher = publisher();
    publisher.offer(KEY, batch(0), 1);

    publisher.close();

    assertThat(publisher.counts().delivered()).isEqualTo(new Amount(1, 1));
    assertThat(sink.numbers(KEY)).containsExactly(0L);
  }

  @Test
  void closingEndsInTimeAndCountsWhatWasPending() {
    Publisher publisher = publisher();
    sink.hold();
    int taken = ROOM / 2;
    for (int number = 0; number < taken; number++) {
      assertThat(publisher.offer(KEY, batch(number), 2)).isTrue();
    }

    assertTimeoutPreemptively(LONG, publisher::close);

    PublishCounts counts = publisher.counts();
    assertThat(counts.pending()).isEqualTo(Amount.NONE);
    assertThat(counts.dropped(DropReason.SHUTDOWN)).isEqualTo(new Amount(taken, 2L * taken));
    assertThat(counts.balances()).isTrue();
  }

  @Test
  void whatIsOfferedAfterTheEndIsCountedToo() {
    Publisher publisher = publisher();
    publisher.close();
    publisher.close();

    assertThat(publisher.offer(KEY, batch(0), 6)).isFalse();

    PublishCounts counts = publisher.counts();
    assertThat(counts.dropped(DropReason.SHUTDOWN)).isEqualTo(new Amount(1, 6));
    assertThat(counts.balances()).isTrue();
  }

  /** Four threads offer while the sink stops and goes on, and a fifth looks at the counts. */
  @Test
  void theCountsBalanceAtEveryMoment() throws Exception {
    Publisher publisher = publisher();
    List<CompletableFuture<Void>> agents = new ArrayList<>();
    for (int agent = 0; agent < 4; agent++) {
      RecordKey key = new RecordKey("d", 0, agent);
      agents.add(CompletableFuture.runAsync(() -> offerMany(publisher, key, 5_000)));
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(agents.toArray(new CompletableFuture<?>[0]));
    Amount lastOffered = Amount.NONE;
    long looks = 0;
    while (!all.isDone() || looks < 100) {
      if (looks++ % 2 == 0) {
        sink.hold();
      } else {
        sink.open();
      }
      PublishCounts counts = publisher.counts();
      assertThat(counts.balances()).as("%s", counts).isTrue();
      assertThat(counts.offered().batches()).isGreaterThanOrEqualTo(lastOffered.batches());
      assertThat(counts.pending().batches()).isBetween(0L, 2L * ROOM);
      lastOffered = counts.offered();
    }
    all.get();
    sink.open();

    assertThat(publisher.flush(LONG)).isTrue();
    PublishCounts counts = publisher.counts();
    assertThat(counts.offered()).isEqualTo(new Amount(20_000, 40_000));
    assertThat(counts.delivered().batches()).isEqualTo(sink.acknowledged()).isPositive();
    assertThat(counts.balances()).isTrue();
  }

  private static void offerMany(Publisher publisher, RecordKey key, int batches) {
    for (int number = 0; number < batches; number++) {
      publisher.offer(key, batch(number), 2);
    }
  }
}
