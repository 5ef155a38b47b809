package dev.ringside.flink;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.schemas.batch.CallBatchEncoder;

/** A batch as its agent would put it on the wire. */
public final class AgentBytes {

  private AgentBytes() {}

  public static byte[] of(CallBatch batch) {
    return new CallBatchEncoder()
        .encode(batch.header(), batch.signatures(), batch.calls(), 0, batch.calls().size());
  }
}
