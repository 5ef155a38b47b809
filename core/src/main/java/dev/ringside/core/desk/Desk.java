package dev.ringside.core.desk;

import java.util.List;
import java.util.OptionalLong;

/**
 * An analysis of one replica: reads its events, keeps what it needs of them, and reports. Each desk
 * has its own state and says in its class comment what bounds and clears it.
 *
 * @param <R> what it reports
 */
public interface Desk<R> {

  /** Takes the next event; {@link ReplicaEvent.TimeReached} comes as {@link #advance} instead. */
  void accept(ReplicaEvent event);

  /**
   * Event time has come to {@code timeNs}. Time may stand still or go back: the ranks' own time and
   * the watermark take turns.
   *
   * @return what is due, in order
   */
  List<R> advance(long timeNs);

  /** The event time at which {@link #advance} next has something to do. */
  OptionalLong nextTimerNs();
}
