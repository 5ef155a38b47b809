package dev.ringside.agent.loop;

import dev.ringside.agent.delivery.Outlet;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.ingest.publish.PublishCounts;
import dev.ringside.ingest.publish.PublishCounts.Amount;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.CallBatchDecoder;
import dev.ringside.schemas.iteration.IterationBatch;
import dev.ringside.schemas.iteration.IterationBatchCodec;
import dev.ringside.schemas.topic.BatchKey;
import dev.ringside.schemas.topic.IterationKey;
import dev.ringside.schemas.topic.RecordKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Keeps the batches of whole groups, and the last state. */
final class MemoryOutlet implements Outlet {

  final List<CallBatch> sent = new ArrayList<>();
  final List<IterationBatch> iterations = new ArrayList<>();
  private final List<CallBatch> open = new ArrayList<>();
  private final List<IterationBatch> openIterations = new ArrayList<>();
  byte[] state;
  Status status = new Status(0, 0, 0, false, false);

  @Override
  public boolean stage(BatchKey key, byte[] batch, int calls) {
    try {
      return key instanceof IterationKey
          ? openIterations.add(IterationBatchCodec.decode(batch))
          : open.add(CallBatchDecoder.decode(batch));
    } catch (MalformedRecordException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void commit(byte[] newState) {
    sent.addAll(open);
    open.clear();
    iterations.addAll(openIterations);
    openIterations.clear();
    state = newState;
  }

  /** A group that has not ended is lost. */
  void kill() {
    open.clear();
    openIterations.clear();
  }

  @Override
  public Status status() {
    return status;
  }

  @Override
  public void enter(int generation) {}

  @Override
  public boolean offer(RecordKey key, byte[] batch, int calls) {
    throw new UnsupportedOperationException();
  }

  @Override
  public PublishCounts counts() {
    return new PublishCounts(Amount.NONE, Amount.NONE, Amount.NONE, Map.of());
  }

  @Override
  public boolean flush(Duration atMost) {
    return true;
  }

  @Override
  public void close() {}
}
