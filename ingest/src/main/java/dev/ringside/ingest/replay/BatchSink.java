package dev.ringside.ingest.replay;

import dev.ringside.schemas.topic.RecordKey;
import java.time.Duration;

/** Where encoded batches go: keeps the order of each key, and counts what has truly arrived. */
public interface BatchSink {

  /**
   * Hands one batch over, waiting while as many bytes as allowed are under way.
   *
   * @throws PublishException if it cannot be delivered, or an earlier one was not
   * @throws InterruptedException if interrupted while waiting; the batch was then not handed over
   */
  void send(RecordKey key, byte[] value) throws PublishException, InterruptedException;

  /**
   * Waits for the acknowledgement of all that was handed over.
   *
   * @return false if {@code atMost} went by first
   * @throws PublishException if a batch was not delivered
   */
  boolean flush(Duration atMost) throws PublishException, InterruptedException;

  /** Batches acknowledged so far. */
  long acknowledged();
}
