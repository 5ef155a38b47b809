package dev.ringside.schemas.batch;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.progress.Progress;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.column.DecodedColumns;
import dev.ringside.schemas.batch.column.Resolution;
import dev.ringside.schemas.batch.column.RunLengths;
import dev.ringside.schemas.batch.column.SequenceColumn;
import dev.ringside.schemas.batch.column.SequenceScope;
import dev.ringside.schemas.batch.column.TimeColumns;
import dev.ringside.schemas.batch.column.VarintPlanesReader;
import dev.ringside.schemas.wire.WireReader;
import java.util.Arrays;
import java.util.List;

/**
 * Reads batches, one after another, into the same columns, which saves 28 bytes of new memory per
 * call. {@link CallBatchDecoder} makes readers and says what they promise.
 *
 * <p>The columns of a batch are valid until the next batch is read; a caller that keeps them copies
 * them. Signature tables must not be changed: batches with the same dictionary share one. Not
 * thread-safe.
 */
public final class CallBatchReader {

  private final BatchFormat format;
  private final boolean sequences;
  private final WireReader.Item<ReadDictionary> dictionary;
  private final DecodedColumns columns = new DecodedColumns();

  CallBatchReader(
      BatchFormat format, boolean sequences, WireReader.Item<ReadDictionary> dictionary) {
    this.format = format;
    this.sequences = sequences;
    this.dictionary = dictionary;
  }

  /**
   * The whole batch, valid until the next one.
   *
   * @throws MalformedRecordException whatever the bytes are; no other exception
   */
  public CallBatch read(byte[] record) throws MalformedRecordException {
    return format.format().decode(record, this::read);
  }

  private CallBatch read(WireReader in) throws MalformedRecordException {
    BatchHeader header = HeaderFields.read(in);
    ReadDictionary known = dictionary.read(in);
    SignatureTable signatures = known.signatures();
    SequenceScope scope = readScope(in);
    int calls = header.calls();
    WireReader signatureColumn = in.readColumn();
    VarintPlanesReader durationPlanes = new VarintPlanesReader(in, calls);
    VarintPlanesReader gapPlanes = new VarintPlanesReader(in, calls);
    WireReader sequenceColumn = in.readColumn();
    Progress progress = format.progress().read(in, known.communicators());
    List<Iteration> steps = StepFields.read(in);

    columns.makeRoomFor(calls);
    readIds(signatureColumn, columns.ids(), calls, signatures.size());
    Resolution units = Resolution.of(header);
    TimeColumns.readDurations(durationPlanes, units, columns.durations());
    TimeColumns.readStarts(gapPlanes, columns.durations(), header, columns.starts());
    if (sequences) {
      SequenceColumn.read(
          sequenceColumn, scope.counters(signatures), columns.ids(), calls, columns.sequences());
    } else {
      SequenceColumn.skip(sequenceColumn, calls);
    }
    return new CallBatch(header, signatures, columns.calls(calls), progress, steps);
  }

  /** An unknown scope is refused: any guess would give the calls wrong sequence numbers. */
  private SequenceScope readScope(WireReader in) throws MalformedRecordException {
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
