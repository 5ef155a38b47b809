package dev.ringside.schemas.batch.column;

import dev.ringside.core.batch.CallColumns;

/** The columns of a batch that is read; they grow to the largest batch and are reused. */
public final class DecodedColumns {

  private int[] ids = new int[0];
  private long[] durations = new long[0];
  private long[] starts = new long[0];
  private long[] sequences = new long[0];

  public void makeRoomFor(int calls) {
    if (ids.length < calls) {
      ids = new int[calls];
      durations = new long[calls];
      starts = new long[calls];
      sequences = new long[calls];
    }
  }

  public int[] ids() {
    return ids;
  }

  public long[] durations() {
    return durations;
  }

  public long[] starts() {
    return starts;
  }

  public long[] sequences() {
    return sequences;
  }

  /** The first {@code calls} rows, not copied. */
  public CallColumns calls(int calls) {
    return new CallColumns(calls, ids, starts, durations, sequences);
  }
}
