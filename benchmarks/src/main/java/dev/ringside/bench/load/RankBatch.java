package dev.ringside.bench.load;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.schemas.topic.RecordKey;

/** Some passes of one rank before they are encoded; columns as in a batch on the wire. */
public record RankBatch(BatchHeader header, SignatureTable signatures, CallColumns calls) {

  public RecordKey key() {
    return new RecordKey(header.deployment(), header.replica(), header.rank());
  }

  /** Bytes of a message of this signature in the nccl-tests sense. */
  public static long messageBytes(CallSignature signature) {
    long elements =
        signature
            .collective()
            .messageElements(signature.elements(), signature.communicator().size());
    return elements * signature.dataType().bytes();
  }
}
