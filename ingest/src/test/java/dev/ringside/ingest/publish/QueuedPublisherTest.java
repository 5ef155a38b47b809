package dev.ringside.ingest.publish;

import java.time.Duration;

/** The contract itself, held to a publisher so small that one can see that it keeps it. */
class QueuedPublisherTest extends PublisherContract {

  @Override
  protected Publisher publisherTo(BatchSink sink) {
    return new QueuedPublisher(sink, ROOM, LARGEST, Duration.ofMillis(200));
  }
}
