package dev.ringside.faults.traffic;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.topic.RecordKey;
import java.util.Comparator;

/**
 * A batch in the log.
 *
 * @param appendNs the broker's time at which it was appended
 */
public record Arrival(long appendNs, int partition, CallBatch batch) {

  static final Comparator<Arrival> BY_APPEND = Comparator.comparingLong(Arrival::appendNs);

  public Arrival at(long otherNs) {
    return new Arrival(otherNs, partition, batch);
  }

  public String deployment() {
    return batch.header().deployment();
  }

  public byte[] key() {
    return new RecordKey(deployment(), batch.header().replica(), batch.header().rank()).bytes();
  }

  public byte[] value() {
    return new CallBatchEncoder()
        .encode(batch.header(), batch.signatures(), batch.calls(), 0, batch.calls().size());
  }
}
