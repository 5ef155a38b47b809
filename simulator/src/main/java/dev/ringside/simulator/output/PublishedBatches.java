package dev.ringside.simulator.output;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.ingest.publish.BatchSink;
import dev.ringside.ingest.publish.PublishException;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.topic.RecordKey;
import dev.ringside.simulator.record.BrokenOutputException;
import dev.ringside.simulator.record.SimulatedBatches;

/** Agents' batches on their way to Kafka, as real agents send them. */
public final class PublishedBatches implements SimulatedBatches {

  private final BatchSink sink;
  private final CallBatchEncoder encoder = new CallBatchEncoder();
  private long batches;
  private long bytes;

  public PublishedBatches(BatchSink sink) {
    this.sink = sink;
  }

  @Override
  public void write(
      BatchHeader header, SignatureTable signatures, CallColumns calls, int from, int to)
      throws BrokenOutputException, InterruptedException {
    byte[] batch = encoder.encode(header, signatures, calls, from, to);
    try {
      sink.send(new RecordKey(header.deployment(), header.replica(), header.rank()), batch);
    } catch (PublishException e) {
      throw new BrokenOutputException(e.getMessage(), e);
    }
    batches++;
    bytes += batch.length;
  }

  public long batches() {
    return batches;
  }

  /** Of all batches, before compression. */
  public long bytes() {
    return bytes;
  }
}
