package dev.ringside.schemas.batch;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.batch.SignatureTable;
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
    return format
        .format()
        .decode(
            record,
            in -> readBatch(format, in, format.dictionary()::read, new DecodedColumns(), true));
  }

  /** A reader for batches one after another, which keeps the memory of their columns. */
  public static CallBatchReader reader() {
    return new CallBatchReader(BatchFormat.RELEASED, true);
  }

  /**
   * The same for who does not ask for sequence numbers: they are checked and not worked out, the
   * column is left as it was.
   */
  public static CallBatchReader readerWithoutSequences() {
    return new CallBatchReader(BatchFormat.RELEASED, false);
  }

  static CallBatch readBatch(
      BatchFormat format,
      WireReader in,
      WireReader.Item<SignatureTable> dictionary,
      DecodedColumns columns,
      boolean sequences)
      throws MalformedRecordException {
    BatchHeader header = HeaderFields.read(in);
    SignatureTable signatures = dictionary.read(in);
    SequenceScope scope = readScope(format, in);
    WireReader signatureColumn = in.readColumn();
    VarintPlanesReader durationPlanes = new VarintPlanesReader(in, header.calls());
    VarintPlanesReader gapPlanes = new VarintPlanesReader(in, header.calls());
    WireReader sequenceColumn = in.readColumn();

    int calls = header.calls();
    columns.makeRoomFor(calls);
    readIds(signatureColumn, columns.ids(), calls, signatures.size());
    Resolution units = Resolution.of(header);
    TimeColumns.readDurations(durationPlanes, units, columns.durations());
    TimeColumns.readStarts(gapPlanes, columns.durations(), units, columns.starts());
    if (sequences) {
      SequenceColumn.read(
          sequenceColumn, scope.counters(signatures), columns.ids(), calls, columns.sequences());
    } else {
      SequenceColumn.skip(sequenceColumn, calls);
    }
    return new CallBatch(header, signatures, columns.calls(calls));
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

  private static void readIds(WireReader in, int[] ids, int calls, int signatures)
      throws MalformedRecordException {
    int row = 0;
    while (row < calls) {
      int id = in.readIndex(signatures);
      int runEnd = row + RunLengths.readRun(in, calls - row);
      Arrays.fill(ids, row, runEnd, id);
      row = runEnd;
    }
    in.requireEnd();
  }
}
