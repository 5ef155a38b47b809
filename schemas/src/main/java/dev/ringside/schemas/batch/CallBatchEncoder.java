package dev.ringside.schemas.batch;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.progress.Progress;
import dev.ringside.schemas.batch.column.Resolution;
import dev.ringside.schemas.batch.column.RunLengths;
import dev.ringside.schemas.batch.column.SequenceColumn;
import dev.ringside.schemas.batch.column.TimeColumns;
import dev.ringside.schemas.wire.WireWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Turns columns of one rank's calls into the bytes of a {@code CallBatch}.
 *
 * <p>Times are rounded to the header's units; a reader reconstructs them to within half a unit.
 * Nothing else is lost. Most of a batch is the noise of the clock, so the unit decides its size.
 *
 * <p>Reuses its buffers and creates no object per call. Not thread-safe: each thread that writes
 * has its own. Cost: benchmarks/results/batch-encoding.md.
 */
public final class CallBatchEncoder {

  private static final SignatureTable NOTHING = new SignatureTable();

  private final BatchFormat format = BatchFormat.RELEASED;
  private final WireWriter out = new WireWriter(16_384);
  private final WireWriter signatureColumn = new WireWriter(256);
  private final RunLengths runs = new RunLengths();
  private final TimeColumns times = new TimeColumns();
  private final SequenceColumn sequenceColumn = new SequenceColumn();
  private final Dictionary dictionary = new Dictionary();
  private final WireWriter dictionaryFields = new WireWriter(256);
  private SignatureTable written = NOTHING;
  private List<Communicator> writtenNames = List.of();
  private Map<Communicator, Integer> positions = Map.of();
  private int[] ids = new int[0];
  private long[] sequences = new long[0];

  /**
   * Encodes rows {@code from} to {@code to} (exclusive).
   *
   * @param header the values of the rows replace its {@code calls}, {@code firstStartNs} and {@code
   *     lastEndNs}; without rows, its times are kept
   * @param signatures what the rows refer to; only those that are used are encoded
   * @throws IllegalArgumentException if the batch is beyond a {@link Bound}, a duration is
   *     negative, or a time is more than 2^62 ns from the epoch
   */
  public byte[] encode(
      BatchHeader header, SignatureTable signatures, CallColumns calls, int from, int to) {
    return encode(header, signatures, calls, from, to, 0);
  }

  /**
   * Like {@link #encode(BatchHeader, SignatureTable, CallColumns, int, int)}, with every start
   * moved by {@code shiftNs}.
   */
  public byte[] encode(
      BatchHeader header,
      SignatureTable signatures,
      CallColumns calls,
      int from,
      int to,
      long shiftNs) {
    write(header, signatures, calls, from, to, shiftNs, Progress.NONE, List.of());
    return out.toByteArray();
  }

  /**
   * Like {@link #encode(BatchHeader, SignatureTable, CallColumns, int, int)}, with what the rank
   * says of itself besides.
   *
   * @throws IllegalArgumentException also if its communicators list too many ranks
   */
  public byte[] encode(
      BatchHeader header,
      SignatureTable signatures,
      CallColumns calls,
      int from,
      int to,
      Progress progress) {
    write(header, signatures, calls, from, to, 0, progress, List.of());
    return out.toByteArray();
  }

  /**
   * Like {@link #encode(BatchHeader, SignatureTable, CallColumns, int, int, long)}, with what the
   * rank says of itself besides and what the engine wrote about its steps.
   *
   * @param progress its times are not moved
   * @param steps theirs are
   * @throws IllegalArgumentException also if there are more than {@link Bound#TOLD_STEPS}
   */
  public byte[] encode(
      BatchHeader header,
      SignatureTable signatures,
      CallColumns calls,
      int from,
      int to,
      long shiftNs,
      Progress progress,
      List<Iteration> steps) {
    Bound.TOLD_STEPS.require(steps.size(), "batch");
    write(header, signatures, calls, from, to, shiftNs, progress, steps);
    return out.toByteArray();
  }

  /**
   * Like {@link #encode}, without a copy: the bytes belong to the encoder and are valid until it
   * encodes again. Allocates some 200 bytes per batch and nothing per call, unless a batch has new
   * signatures or is larger than all before it.
   */
  public ByteBuffer encodeShared(
      BatchHeader header, SignatureTable signatures, CallColumns calls, int from, int to) {
    write(header, signatures, calls, from, to, 0, Progress.NONE, List.of());
    return out.view();
  }

  private void write(
      BatchHeader header,
      SignatureTable signatures,
      CallColumns calls,
      int from,
      int to,
      long shiftNs,
      Progress progress,
      List<Iteration> steps) {
    Objects.checkFromToIndex(from, to, calls.size());
    fillColumns(Resolution.of(header), signatures, calls, from, to, shiftNs);
    out.clear();
    format.format().start(out);
    HeaderFields.write(out, withContents(header, to - from));
    List<Communicator> named = ProgressFields.communicatorsOf(progress);
    writeDictionary(dictionary.signatures(), named);
    format.scopes().write(out, sequenceColumn.scope());
    out.writeBytes(signatureColumn);
    times.write(out);
    out.writeBytes(sequenceColumn.column());
    format.progress().write(out, progress, positions);
    StepFields.write(out, steps, shiftNs);
  }

  private BatchHeader withContents(BatchHeader header, int calls) {
    return calls == 0
        ? header.holding(0, header.firstStartNs(), header.lastEndNs())
        : header.holding(calls, times.firstStartNs(), times.lastEndNs());
  }

  /** Most batches reuse the previous dictionary, so its encoded bytes are kept. */
  @SuppressWarnings("ReferenceEquality") // The same table has not changed since.
  private void writeDictionary(SignatureTable signatures, List<Communicator> named) {
    if (signatures != written || !named.equals(writtenNames)) {
      written = NOTHING;
      dictionaryFields.clear();
      positions = format.dictionary().write(dictionaryFields, signatures, named);
      writtenNames = named;
      written = signatures;
    }
    out.append(dictionaryFields);
  }

  private void fillColumns(
      Resolution units,
      SignatureTable signatures,
      CallColumns calls,
      int from,
      int to,
      long shiftNs) {
    makeRoomFor(to - from);
    dictionary.start(signatures);
    runs.start(signatureColumn);
    times.start(units);
    for (int row = from; row < to; row++) {
      int id = dictionary.idOf(calls.signature(row));
      ids[row - from] = id;
      sequences[row - from] = calls.sequence(row);
      runs.add(id);
      times.add(calls.startNs(row) + shiftNs, calls.durationNs(row));
    }
    runs.end();
    sequenceColumn.encode(dictionary.signatures(), ids, sequences, to - from);
  }

  private void makeRoomFor(int calls) {
    if (ids.length < calls) {
      ids = Arrays.copyOf(ids, calls);
      sequences = Arrays.copyOf(sequences, calls);
    }
  }
}
