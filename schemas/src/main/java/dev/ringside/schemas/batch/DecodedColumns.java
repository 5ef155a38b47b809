package dev.ringside.schemas.batch;

import dev.ringside.core.batch.CallColumns;

/** Memory for the columns of a batch, as large as the largest that was read into it. */
final class DecodedColumns {

  private int[] ids = new int[0];
  private long[] durations = new long[0];
  private long[] starts = new long[0];
  private long[] sequences = new long[0];

  void makeRoomFor(int calls) {
    if (ids.length < calls) {
      ids = new int[calls];
      durations = new long[calls];
      starts = new long[calls];
      sequences = new long[calls];
    }
  }

  int[] ids() {
    return ids;
  }

  long[] durations() {
    return durations;
  }

  long[] starts() {
    return starts;
  }

  long[] sequences() {
    return sequences;
  }

  /** The first {@code calls} rows; no copy. */
  CallColumns calls(int calls) {
    return new CallColumns(calls, ids, starts, durations, sequences);
  }
}
