package dev.ringside.bench.kafka.fill;

import dev.ringside.bench.load.RankBatch;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.topic.RecordKey;
import java.util.HashMap;
import java.util.Map;

/**
 * Hands on batches as an agent encodes them; a rank's batches into one partition, ranks dealt out
 * in turn, so that no reader has more of them than another.
 */
public final class BatchFill {

  private final CallBatchEncoder encoder = new CallBatchEncoder();
  private final Map<RecordKey, Integer> ranks = new HashMap<>();
  private final RecordTaker taker;
  private final int partitions;

  /** Where records go. */
  @FunctionalInterface
  public interface RecordTaker {
    void add(int partition, byte[] key, byte[] value);
  }

  public BatchFill(RecordTaker taker, int partitions) {
    this.taker = taker;
    this.partitions = partitions;
  }

  public void add(RankBatch batch) {
    byte[] value =
        encoder.encode(batch.header(), batch.signatures(), batch.calls(), 0, batch.calls().size());
    int rank = ranks.computeIfAbsent(batch.key(), key -> ranks.size());
    taker.add(rank % partitions, batch.key().bytes(), value);
  }
}
