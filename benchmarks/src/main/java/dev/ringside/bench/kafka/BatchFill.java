package dev.ringside.bench.kafka;

import dev.ringside.bench.load.RankBatch;
import dev.ringside.schemas.batch.CallBatchEncoder;

/** Puts batches into a backlog as an agent encodes them; a rank's batches into one partition. */
public final class BatchFill {

  private final CallBatchEncoder encoder = new CallBatchEncoder();
  private final HeldBacklog backlog;
  private final int partitions;

  public BatchFill(HeldBacklog backlog, int partitions) {
    this.backlog = backlog;
    this.partitions = partitions;
  }

  public void add(RankBatch batch) {
    byte[] value =
        encoder.encode(batch.header(), batch.signatures(), batch.calls(), 0, batch.calls().size());
    backlog.add(batch.header().rank() % partitions, batch.key().bytes(), value);
  }
}
