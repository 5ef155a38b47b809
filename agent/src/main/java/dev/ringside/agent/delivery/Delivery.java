package dev.ringside.agent.delivery;

import dev.ringside.schemas.topic.BatchKey;

/** Takes encoded batches to where they are kept. One thread offers; receipts come on any. */
public interface Delivery extends AutoCloseable {

  /** What became of a batch that was taken. */
  enum Outcome {
    DELIVERED,
    /** This batch can never be delivered. */
    REFUSED,
    /** It did not arrive, and may if it is offered again. */
    LOST
  }

  /** Hears what became of one batch, once. */
  @FunctionalInterface
  interface Receipt {
    void arrived(Outcome outcome);
  }

  /**
   * Takes a batch if there is room; those of one key arrive in this order.
   *
   * @return false if there is none now, or Kafka is away
   */
  boolean offer(BatchKey key, byte[] batch, Receipt receipt) throws InterruptedException;

  /** Forgets what is under way; it will be offered again. */
  void restart();

  @Override
  void close();
}
