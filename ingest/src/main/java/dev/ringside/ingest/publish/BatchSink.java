package dev.ringside.ingest.publish;

import dev.ringside.schemas.topic.RecordKey;
import java.time.Duration;

/**
 * Where encoded batches go when none may be lost: keeps the order of each key, makes the sender
 * wait when too much is under way, and counts what has arrived. One thread sends; any may read the
 * count.
 */
public interface BatchSink {

  /**
   * Hands one batch over. Waits while the sink has no room, and for brokers that are away.
   *
   * @throws PublishException if it cannot be delivered, or an earlier batch was not
   * @throws InterruptedException if interrupted before or while waiting; the batch was then not
   *     handed over
   */
  void send(RecordKey key, byte[] value) throws PublishException, InterruptedException;

  /**
   * Waits until all batches that were handed over are acknowledged.
   *
   * @return false if that took longer than {@code atMost}
   * @throws PublishException if a batch was not delivered
   */
  boolean flush(Duration atMost) throws PublishException, InterruptedException;

  /** Batches acknowledged so far. Final once the sink is closed: the others are then lost. */
  long acknowledged();
}
