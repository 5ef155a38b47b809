package dev.ringside.schemas.batch;

import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;

/**
 * Writes a column whose neighbours are mostly equal as pairs of a value and how often it stands.
 */
final class RunLengths {

  private WireWriter out;
  private long value;
  private int run;

  /** Begins a column in {@code column}, which is emptied. */
  void start(WireWriter column) {
    column.clear();
    out = column;
    run = 0;
  }

  void add(long next) {
    if (run > 0 && next == value) {
      run++;
    } else {
      end();
      value = next;
      run = 1;
    }
  }

  /** Writes the run that is open. */
  void end() {
    if (run > 0) {
      out.writeZigzag(value);
      out.writeVarint(run);
    }
  }

  /**
   * The length of the next run.
   *
   * @param left rows that are still without a value
   */
  static int readRun(WireReader in, int left) throws MalformedRecordException {
    long run = in.readVarint();
    if (run < 1 || run > left) {
      throw in.hostile("a run of %d where %d calls are left".formatted(run, left));
    }
    return (int) run;
  }
}
