package dev.ringside.schemas.batch;

import dev.ringside.core.collective.CallColumns;
import dev.ringside.core.collective.SignatureTable;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import java.util.Arrays;

/**
 * Reads a {@code CallBatch} of any release.
 *
 * <p>Takes memory for the calls only once their number is borne out by the columns, each of which
 * needs a byte a call: never more than a small multiple of the record's own size.
 *
 * <p>Errors: every malformed input ends in {@link MalformedRecordException} with reason and byte
 * offset; nothing else escapes (held by CallBatchDecoderFuzz).
 *
 * <p>Thread-safe: no state. Cost: benchmarks/results/batch-encoding.md.
 */
public final class CallBatchDecoder {

  private CallBatchDecoder() {}

  /** The whole batch. */
  public static CallBatch decode(byte[] record) throws MalformedRecordException {
    return decode(BatchFormat.RELEASED, record);
  }

  /** Only the header: stops before the calls, which may still turn out malformed. */
  public static BatchHeader header(byte[] record) throws MalformedRecordException {
    return BatchFormat.RELEASED.format().peek(record, HeaderFields::read);
  }

  static CallBatch decode(BatchFormat format, byte[] record) throws MalformedRecordException {
    return format.format().decode(record, in -> readBatch(format, in));
  }

  private static CallBatch readBatch(BatchFormat format, WireReader in)
      throws MalformedRecordException {
    BatchHeader header = HeaderFields.read(in);
    SignatureTable signatures = format.dictionary().read(in);
    SequenceScope scope = readScope(format, in);
    WireReader signatureColumn = in.readColumn();
    VarintPlanesReader durationPlanes = new VarintPlanesReader(in, header.calls());
    VarintPlanesReader gapPlanes = new VarintPlanesReader(in, header.calls());
    WireReader sequenceColumn = in.readColumn();

    int[] ids = readIds(signatureColumn, header.calls(), signatures.size());
    Resolution units = Resolution.of(header);
    long[] durations = TimeColumns.readDurations(durationPlanes, units);
    long[] starts = TimeColumns.readStarts(gapPlanes, durations, units);
    long[] sequences = SequenceColumn.read(sequenceColumn, scope.counters(signatures), ids);
    return new CallBatch(header, signatures, new CallColumns(ids, starts, durations, sequences));
  }

  /** A scope not known here would give calls the wrong numbers, so it is no scope to guess at. */
  private static SequenceScope readScope(BatchFormat format, WireReader in)
      throws MalformedRecordException {
    SequenceScope scope = format.scopes().read(in);
    if (scope == SequenceScope.UNKNOWN) {
      throw in.badValue("sequence numbers of an unknown scope");
    }
    return scope;
  }

  private static int[] readIds(WireReader in, int calls, int signatures)
      throws MalformedRecordException {
    int[] ids = new int[calls];
    int row = 0;
    while (row < calls) {
      int id = in.readIndex(signatures);
      int runEnd = row + RunLengths.readRun(in, calls - row);
      Arrays.fill(ids, row, runEnd, id);
      row = runEnd;
    }
    in.requireEnd();
    return ids;
  }
}
