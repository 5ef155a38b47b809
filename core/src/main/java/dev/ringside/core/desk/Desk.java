package dev.ringside.core.desk;

import java.util.List;

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
   * The replica's time has come to {@code timeNs}. It may stand still or go back: once the ranks
   * have fallen quiet, it is taken to be the end of their last window until one goes on.
   *
   * @return what is due, in order
   */
  List<R> advance(long timeNs);
}
