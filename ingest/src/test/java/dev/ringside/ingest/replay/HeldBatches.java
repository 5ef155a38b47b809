package dev.ringside.ingest.replay;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.ingest.publish.BatchSink;
import dev.ringside.ingest.publish.PublishException;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.CallBatchDecoder;
import dev.ringside.schemas.topic.RecordKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keeps what it is sent. */
public class HeldBatches implements BatchSink {

  public final List<RecordKey> keys = new ArrayList<>();
  public final List<CallBatch> batches = new ArrayList<>();

  @Override
  public void send(RecordKey key, byte[] value) throws PublishException, InterruptedException {
    try {
      batches.add(CallBatchDecoder.decode(value));
    } catch (MalformedRecordException e) {
      throw new PublishException("unreadable batch", e);
    }
    keys.add(key);
  }

  @Override
  public boolean flush(Duration atMost) throws PublishException, InterruptedException {
    return true;
  }

  @Override
  public long acknowledged() {
    return batches.size();
  }

  public List<CallBatch> of(int rank) {
    return batches.stream().filter(batch -> batch.header().rank() == rank).toList();
  }
}
