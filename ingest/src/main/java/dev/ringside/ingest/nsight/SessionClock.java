package dev.ringside.ingest.nsight;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * From an export's times to nanoseconds since the epoch. Times count from the boot of the machine
 * where the session's first is its {@code systemClockNs}, from the start of the session where it is
 * not, and are the time of day already with {@code --ts-normalize}.
 *
 * <p>Both readings fit the real exports that we have; a mistake moves all ranks of a file alike.
 */
record SessionClock(long offsetNs) {

  private static final long YEAR_2001_NS = 1_000_000_000_000_000_000L;

  static SessionClock of(NsightDatabase database) throws SQLException {
    AtomicLongArray found = new AtomicLongArray(3);
    database.read(
        "TARGET_INFO_SESSION_START_TIME",
        row -> {
          found.set(0, row.getLong(1));
          found.set(1, row.getLong(2));
        },
        "utcEpochNs",
        "systemClockNs");
    database.read("ANALYSIS_DETAILS", row -> found.set(2, row.getLong(1)), "startTime");
    long epoch = found.get(0);
    long boot = found.get(1);
    boolean sinceBoot = boot > 0 && found.get(2) >= boot;
    return new SessionClock(sinceBoot ? epoch - boot : epoch);
  }

  /** -1 for a time that cannot be. */
  long epochNs(long time) {
    if (time >= YEAR_2001_NS) {
      return time;
    }
    return time < 0 || time + offsetNs < 0 ? -1 : time + offsetNs;
  }
}
