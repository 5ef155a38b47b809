package dev.ringside.schemas.batch.column;

import dev.ringside.core.batch.SignatureTable;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.Arrays;

/**
 * The column of sequence numbers, as runs of equal steps of a counter.
 *
 * <p>The writer does not know how its source counts, so it tries the scopes and keeps the one with
 * the shortest column. A column of at most 32 bytes ends the search.
 */
public final class SequenceColumn {

  private static final SequenceScope[] TRIED = {
    SequenceScope.COMMUNICATOR, SequenceScope.COLLECTIVE, SequenceScope.STREAM
  };
  private static final int SHORT_BYTES = 32;

  private final RunLengths runs = new RunLengths();
  private WireWriter best = new WireWriter(256);
  private WireWriter trial = new WireWriter(256);
  private final int[][] counters = new int[TRIED.length][];
  private SignatureTable countersOf = new SignatureTable();
  private SequenceScope scope;
  private long[] last = new long[16];

  /**
   * @param signatures what the ids refer to
   * @param ids the signature of each row; only the first {@code calls} are read
   * @param sequences the number of each row
   */
  public void encode(SignatureTable signatures, int[] ids, long[] sequences, int calls) {
    scope = null;
    for (int tried = 0; tried < TRIED.length; tried++) {
      SequenceScope candidate = TRIED[tried];
      encode(counters(tried, signatures), ids, sequences, calls);
      if (scope == null || trial.size() < best.size()) {
        WireWriter shorter = trial;
        trial = best;
        best = shorter;
        scope = candidate;
      }
      if (best.size() <= SHORT_BYTES) {
        return;
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // The same table has not changed since.
  private int[] counters(int tried, SignatureTable signatures) {
    if (signatures != countersOf) {
      Arrays.fill(counters, null);
      countersOf = signatures;
    }
    if (counters[tried] == null) {
      counters[tried] = TRIED[tried].counters(signatures);
    }
    return counters[tried];
  }

  private void encode(int[] counters, int[] ids, long[] sequences, int calls) {
    if (last.length < counters.length) {
      last = new long[counters.length * 2];
    }
    Arrays.fill(last, 0, counters.length, 0);
    runs.start(trial);
    for (int row = 0; row < calls; row++) {
      int counter = counters[ids[row]];
      runs.add(sequences[row] - last[counter]);
      last[counter] = sequences[row];
    }
    runs.end();
  }

  public SequenceScope scope() {
    return scope;
  }

  public WireWriter column() {
    return best;
  }

  /**
   * Reads one sequence number per call.
   *
   * @param counters the counter of each signature
   * @param ids the signature of each call; only the first {@code calls} are read
   */
  public static void read(WireReader in, int[] counters, int[] ids, int calls, long[] sequences)
      throws MalformedRecordException {
    long[] last = new long[counters.length];
    int row = 0;
    while (row < calls) {
      long step = in.readZigzag();
      int runEnd = row + RunLengths.readRun(in, calls - row);
      while (row < runEnd) {
        row = readAlike(sequences, step, row, runEnd, ids, last, counters[ids[row]]);
      }
    }
    in.requireEnd();
  }

  /** Skips a column of {@code calls} calls. The column is validated, as by {@link #read}. */
  public static void skip(WireReader in, int calls) throws MalformedRecordException {
    int row = 0;
    while (row < calls) {
      in.readZigzag();
      row += RunLengths.readRun(in, calls - row);
    }
    in.requireEnd();
  }

  /** Reads the calls from {@code from} on that share one signature: equal steps of one counter. */
  private static int readAlike(
      long[] sequences, long step, int from, int to, int[] ids, long[] last, int counter) {
    int id = ids[from];
    long sequence = last[counter];
    int row = from;
    while (row < to && ids[row] == id) {
      sequence += step;
      sequences[row++] = sequence;
    }
    last[counter] = sequence;
    return row;
  }
}
