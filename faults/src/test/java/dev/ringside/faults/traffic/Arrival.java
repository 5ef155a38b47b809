package dev.ringside.faults.traffic;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.BatchOrigin;
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

  /** The same batch of another deployment. */
  public Arrival named(String name) {
    BatchHeader header = batch.header();
    BatchOrigin origin = header.origin();
    BatchOrigin other =
        new BatchOrigin(
            name,
            origin.replica(),
            origin.rank(),
            origin.agent(),
            origin.runId(),
            origin.host(),
            origin.runRanks());
    BatchHeader renamed =
        new BatchHeader(
            other, header.units(), header.batchSequence(), header.endOfStream(), header.contents());
    return new Arrival(
        appendNs, partition, new CallBatch(renamed, batch.signatures(), batch.calls()));
  }

  public String deployment() {
    return batch.header().deployment();
  }

  public RecordKey recordKey() {
    return new RecordKey(deployment(), batch.header().replica(), batch.header().rank());
  }

  public byte[] key() {
    return recordKey().bytes();
  }

  public byte[] value() {
    return new CallBatchEncoder()
        .encode(batch.header(), batch.signatures(), batch.calls(), 0, batch.calls().size());
  }
}
