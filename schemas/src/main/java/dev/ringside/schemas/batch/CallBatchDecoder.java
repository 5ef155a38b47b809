package dev.ringside.schemas.batch;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.schemas.MalformedRecordException;

/**
 * Decodes one {@code CallBatch} of any release, and makes readers for many.
 *
 * <p>Allocates memory for the calls only after the columns have confirmed their number; each column
 * needs at least a byte per call. So a record never takes more than a small multiple of its size.
 *
 * <p>Errors: every malformed input ends in {@link MalformedRecordException} with reason and byte
 * offset, and in no other exception (held by CallBatchDecoderFuzz).
 *
 * <p>Thread-safe: no state. Cost: benchmarks/results/batch-encoding.md.
 */
public final class CallBatchDecoder {

  private CallBatchDecoder() {}

  /** The whole batch. Its columns belong to the caller. */
  public static CallBatch decode(byte[] record) throws MalformedRecordException {
    return decode(BatchFormat.RELEASED, record);
  }

  static CallBatch decode(BatchFormat format, byte[] record) throws MalformedRecordException {
    return new CallBatchReader(format, true, format.dictionary()::read).read(record);
  }

  /** The header only. Reading stops before the calls, which may still turn out malformed. */
  public static BatchHeader header(byte[] record) throws MalformedRecordException {
    return BatchFormat.RELEASED.format().peek(record, HeaderFields::read);
  }

  /** A reader of many batches, which reuses the memory of their columns. */
  public static CallBatchReader reader() {
    return reader(true);
  }

  /**
   * A reader that skips sequence numbers: their column is validated but not decoded, and the
   * sequence numbers of the batches it returns mean nothing.
   */
  public static CallBatchReader readerWithoutSequences() {
    return reader(false);
  }

  private static CallBatchReader reader(boolean sequences) {
    BatchFormat format = BatchFormat.RELEASED;
    return new CallBatchReader(format, sequences, new KnownDictionaries(format.dictionary())::read);
  }
}
