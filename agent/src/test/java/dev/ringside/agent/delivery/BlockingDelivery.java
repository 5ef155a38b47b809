package dev.ringside.agent.delivery;

import dev.ringside.ingest.publish.BatchSink;
import dev.ringside.ingest.publish.PublishException;
import dev.ringside.schemas.topic.BatchKey;
import dev.ringside.schemas.topic.RecordKey;

/** A sink that waits, as a delivery. */
record BlockingDelivery(BatchSink sink) implements Delivery {

  @Override
  public boolean offer(BatchKey key, byte[] batch, Receipt receipt) throws InterruptedException {
    try {
      sink.send((RecordKey) key, batch);
      receipt.arrived(Outcome.DELIVERED);
    } catch (PublishException e) {
      receipt.arrived(Outcome.REFUSED);
    }
    return true;
  }

  @Override
  public void restart() {}

  @Override
  public void close() {}
}
