package dev.ringside.schemas.batch.column;

import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;

/** Writes a column of mostly equal neighbours as pairs of a value and the length of its run. */
public final class RunLengths {

  private WireWriter out;
  private long value;
  private int run;

  /** Starts a column; empties {@code column} first. */
  public void start(WireWriter column) {
    column.clear();
    out = column;
    run = 0;
  }

  public void add(long next) {
    if (run > 0 && next == value) {
      run++;
    } else {
      end();
      value = next;
      run = 1;
    }
  }

  /** Writes the current run. */
  public void end() {
    if (run > 0) {
      out.writeZigzag(value);
      out.writeVarint(run);
    }
  }

  /**
   * Reads the length of the next run.
   *
   * @param left rows that still have no value
   */
  public static int readRun(WireReader in, int left) throws MalformedRecordException {
    long run = in.readVarint();
    if (run < 1 || run > left) {
      throw in.hostile("a run of %d where %d calls are left".formatted(run, left));
    }
    return (int) run;
  }
}
