package dev.ringside.agent.delivery;

import dev.ringside.ingest.publish.BatchSink;
import dev.ringside.ingest.publish.Publisher;
import dev.ringside.ingest.publish.PublisherContract;
import java.time.Duration;
import java.time.InstantSource;

/** Without a spool, the contract of every publisher. */
class SpooledPublisherTest extends PublisherContract {

  @Override
  protected Publisher publisherTo(BatchSink sink) {
    return new SpooledPublisher(
        null,
        new BlockingDelivery(sink),
        new DeliveryLimits(ROOM, ROOM / 2, 4, LARGEST, Duration.ofHours(1), Duration.ofMillis(300)),
        InstantSource.system());
  }
}
