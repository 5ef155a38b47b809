package dev.ringside.core.join;

import dev.ringside.core.desk.WindowRule;
import java.util.Collection;
import java.util.OptionalLong;

/**
 * The rules of a replica's event time: which windows are whole before the watermark says so, which
 * are closed, and when to look again. Not thread-safe.
 */
final class ReplicaTime {

  /** A run that has been silent for this long in event time is given up. */
  static final long ABANDONED_NS = 3_600_000_000_000L;

  private final WindowRule windows;
  private long toldNs;
  private long closedNs;

  ReplicaTime(WindowRule windows, long toldNs, long closedNs) {
    this.windows = windows;
    this.toldNs = toldNs;
    this.closedNs = closedNs;
  }

  /** True if the watermark closes windows that {@link #tell} has not closed yet. */
  boolean isBehind(long watermarkNs) {
    return windows.closedBy(watermarkNs) > closedNs;
  }

  /**
   * Event time that no watermark need confirm: every rank of every living run has delivered up to
   * here. A run whose last pass is older than the lateness holds back no other run.
   */
  long wholeUntilNs(Collection<RunProgress> runs) {
    long staleNs = windows.closedBy(toldNs);
    long living = Long.MAX_VALUE;
    long all = Long.MAX_VALUE;
    boolean anyLives = false;
    for (RunProgress run : runs) {
      all = Math.min(all, run.wholeUntilNs());
      if (!run.isSilentSince(staleNs)) {
        living = Math.min(living, run.wholeUntilNs());
        anyLives = true;
      }
    }
    return anyLives ? living : all;
  }

  /**
   * The watermark has come to {@code watermarkNs}: closes the windows that ended the lateness
   * before, but none in which passes of a declared run may lie that waits for a rank.
   *
   * @return true if that closed any time
   */
  boolean tell(long watermarkNs, Collection<RunProgress> runs) {
    toldNs = Math.max(toldNs, watermarkNs);
    long heldOpenNs =
        runs.stream().mapToLong(RunProgress::holdsOpenFromNs).min().orElse(Long.MAX_VALUE);
    long closing = Math.min(windows.closedBy(watermarkNs), heldOpenNs);
    boolean closes = closing > closedNs;
    closedNs = Math.max(closedNs, closing);
    return closes;
  }

  /** True if passes of the window that begins at {@code startNs} are late. */
  boolean isClosed(long startNs) {
    return windows.endOf(startNs) <= closedNs;
  }

  /** Runs silent since then are given up at {@code watermarkNs}. */
  static long abandonedBefore(long watermarkNs) {
    return WindowRule.earlier(watermarkNs, ABANDONED_NS);
  }

  /** When the window ends in which a run's first waiting pass is due, or the run is given up. */
  OptionalLong nextTimerNs(RunProgress run) {
    OptionalLong waiting = run.firstDueNs(windows.latenessNs());
    if (waiting.isPresent()) {
      return OptionalLong.of(windows.endOf(windows.startOf(waiting.getAsLong())));
    }
    return run.run().isDeclared()
        ? OptionalLong.of(run.silentFromNs(ABANDONED_NS))
        : OptionalLong.empty();
  }

  long toldNs() {
    return toldNs;
  }

  long closedNs() {
    return closedNs;
  }
}
