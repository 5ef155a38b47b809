package dev.ringside.simulator.play;

import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.workload.Request;

/** Hears what really happens: for truth files and for tests. True times, from the start. */
public interface Truth {

  /** Hears nothing. */
  Truth NONE = new Truth() {};

  /**
   * One replica's part in one forward pass.
   *
   * @param index of the replica's passes, dummies included
   * @param scheduledNs when it was decided on
   * @param startNs when its first rank could begin
   * @param endNs when its last rank had done
   * @param decode no prompt tokens in it
   * @param dummy it only kept other replicas company
   * @param requests in it
   * @param tokens T, scheduled
   * @param wireTokens T̂
   * @param rows R
   * @param sampled requests for which a token was sampled that counts
   * @param goesOn one of them was known to need a token more
   * @param population requests at the replica when it was scheduled
   */
  record Pass(
      int replica,
      long index,
      long scheduledNs,
      long startNs,
      long endNs,
      boolean decode,
      boolean dummy,
      int requests,
      long tokens,
      long wireTokens,
      long rows,
      int sampled,
      boolean goesOn,
      int population) {}

  default void pass(Pass pass) {}

  /** A request has its last token. */
  default void finished(int replica, Request request, long nowNs) {}

  /** The replica has stopped in the middle of a pass, for good or until the fault ends. */
  default void hung(int replica, Fault fault, long sinceNs) {}

  /** The replica's processes start anew; the requests it had are lost. */
  default void restarted(int replica, int requestsLost, long nowNs) {}
}
