package dev.ringside.core.join;

import dev.ringside.core.desk.WindowRule;
import java.util.Collection;

/**
 * A replica's time, and which of its windows are closed by it. Its time is that of its own ranks
 * alone: what has been settled of every run that still sends. Not thread-safe.
 */
final class WindowClosing {

  private final WindowRule windows;
  private long reachedNs;
  private long closedNs;

  WindowClosing(WindowRule windows, long reachedNs, long closedNs) {
    this.windows = windows;
    this.reachedNs = reachedNs;
    this.closedNs = closedNs;
  }

  /**
   * The replica's time: every living run has come up to here. A run that was last heard before
   * {@code staleNs} of the broker's time holds back no other.
   */
  static long timeOf(Collection<RunProgress> runs, long staleNs) {
    long living = Long.MAX_VALUE;
    long all = Long.MAX_VALUE;
    boolean anyLives = false;
    for (RunProgress run : runs) {
      long time = run.wholeUntilNs();
      all = Math.min(all, time);
      if (run.heardNs() >= staleNs) {
        living = Math.min(living, time);
        anyLives = true;
      }
    }
    return anyLives ? living : all;
  }

  /**
   * Time has come to {@code timeNs}: closes the windows that ended the lateness before, but none in
   * which passes of a declared run may lie that waits for a rank.
   *
   * @return true if that closed a window
   */
  boolean reach(long timeNs, Collection<RunProgress> runs) {
    if (timeNs == Long.MAX_VALUE || timeNs <= reachedNs) {
      return false;
    }
    reachedNs = timeNs;
    long heldOpenNs =
        runs.stream().mapToLong(RunProgress::holdsOpenFromNs).min().orElse(Long.MAX_VALUE);
    return closeUpTo(Math.min(windows.closedBy(timeNs), heldOpenNs));
  }

  /** Closes the windows that end by {@code timeNs}; true if there may be any. */
  boolean closeUpTo(long timeNs) {
    boolean closes = windows.startOf(timeNs) > windows.startOf(closedNs);
    closedNs = Math.max(closedNs, timeNs);
    return closes;
  }

  /** True if passes of the window that begins at {@code startNs} are late. */
  boolean isClosed(long startNs) {
    return windows.endOf(startNs) <= closedNs;
  }

  /** The window that time is in, which is open: late calls are told there. */
  long currentWindowNs() {
    return windows.startOf(Math.max(reachedNs, closedNs));
  }

  long reachedNs() {
    return reachedNs;
  }

  long closedNs() {
    return closedNs;
  }
}
