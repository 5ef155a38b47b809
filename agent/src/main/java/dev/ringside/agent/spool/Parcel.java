package dev.ringside.agent.spool;

import dev.ringside.ingest.publish.PublishCounts.Amount;
import dev.ringside.schemas.topic.BatchKey;

/**
 * One encoded batch on its way to Kafka.
 *
 * @param calls in the batch, so that a loss is known in calls
 * @param keptAtMs when it was written, milliseconds since 1970
 */
@SuppressWarnings("ArrayRecordComponent") // Written once and never changed.
public record Parcel(BatchKey key, byte[] batch, int calls, long keptAtMs) {

  public Amount amount() {
    return new Amount(1, calls);
  }
}
