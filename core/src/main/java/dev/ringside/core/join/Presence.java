package dev.ringside.core.join;

import dev.ringside.core.desk.WindowRule;
import java.util.OptionalLong;

/**
 * Tells an idle replica from one that is gone. It is idle while its ranks go on saying how far
 * their time has come and no pass ends; it is gone when nothing comes from any of them for the rank
 * timeout, in the broker's time. Each is told once: idleness for a window, going until something
 * comes again.
 *
 * <p>Only a replica whose agents have sent a heartbeat can be either: the silence of agents that
 * send calls alone means nothing. Not thread-safe.
 */
public final class Presence {

  /**
   * As data, for checkpoints.
   *
   * @param beats true once a heartbeat has come
   * @param gone true if nothing has come since the replica was told to be gone
   * @param toldUntilNs windows that end by then need not be told to be idle
   */
  public record State(boolean beats, boolean gone, long toldUntilNs) {

    static final State NONE = new State(false, false, Long.MIN_VALUE);
  }

  private final WindowRule windows;
  private boolean beats;
  private boolean gone;
  private long toldUntilNs;

  Presence(WindowRule windows, State before) {
    this.windows = windows;
    beats = before.beats();
    gone = before.gone();
    toldUntilNs = before.toldUntilNs();
  }

  /** Something has come. */
  void hear(boolean heartbeat) {
    beats |= heartbeat;
    gone = false;
  }

  /**
   * The start of the last whole window before {@code timeNs} if no pass has ended in it or since.
   * The window in which a replica is first heard is not whole.
   *
   * @param latestNs end of the latest pass that came; the least number if none has
   */
  OptionalLong idleWindow(long timeNs, long latestNs) {
    if (!beats || timeNs == Long.MAX_VALUE || timeNs == Long.MIN_VALUE) {
      return OptionalLong.empty();
    }
    long endNs = windows.startOf(timeNs);
    if (toldUntilNs == Long.MIN_VALUE && latestNs == Long.MIN_VALUE) {
      toldUntilNs = windows.endOf(endNs);
    }
    long startNs = endNs - windows.lengthNs();
    if (startNs < toldUntilNs || startNs <= latestNs) {
      return OptionalLong.empty();
    }
    toldUntilNs = endNs;
    return OptionalLong.of(startNs);
  }

  /** True if nothing has come for so long, and that was not told yet. */
  boolean goes(long readNs, long heardNs, long timeoutNs) {
    long dueNs = dueNs(heardNs, timeoutNs);
    boolean goes = dueNs != Long.MAX_VALUE && readNs >= dueNs;
    gone |= goes;
    return goes;
  }

  /** When the replica is gone if nothing comes; the end of time if that is not to be told. */
  long dueNs(long heardNs, long timeoutNs) {
    return beats && !gone ? Patience.later(heardNs, timeoutNs) : Long.MAX_VALUE;
  }

  State state() {
    return new State(beats, gone, toldUntilNs);
  }
}
