package dev.ringside.ingest.publish;

import dev.ringside.schemas.topic.RecordKey;
import java.time.Duration;

/**
 * Takes the batches of a live agent, which runs beside an inference server and must never wait for
 * Kafka. A batch that cannot be taken or delivered is dropped and counted, with the reason.
 *
 * <p>Bound: an implementation holds at most a fixed amount, in memory or on disk. It keeps the
 * order of each key among the batches it delivers. It may deliver a batch twice, after a retry;
 * readers drop the second by its sequence number.
 *
 * <p>Thread-safe. Laws of the counters: {@link PublishCounts}. The abstract test {@code
 * PublisherContract} holds every implementation to this contract.
 */
public interface Publisher extends AutoCloseable {

  /**
   * Offers one batch and returns at once, whatever the state of Kafka, the network or the disk.
   * Also works on an interrupted thread, whose interrupt flag stays set.
   *
   * @param batch an encoded batch; the caller does not change it afterwards
   * @param calls how many calls it holds, so that a loss is known in calls
   * @return true if the batch was taken; false if it was dropped at once. Both are counted. A batch
   *     that was taken can still be dropped later.
   */
  boolean offer(RecordKey key, byte[] batch, int calls);

  /** What became of all batches so far, as of one moment. */
  PublishCounts counts();

  /**
   * Waits until no batch is pending: all that were taken are delivered or dropped.
   *
   * @return false if that took longer than {@code atMost}
   */
  boolean flush(Duration atMost) throws InterruptedException;

  /**
   * Ends publishing within a few seconds, even if Kafka does not answer. What is still pending then
   * is dropped as {@link DropReason#SHUTDOWN}, and so is everything that is offered later. A second
   * call changes nothing.
   */
  @Override
  void close();
}
