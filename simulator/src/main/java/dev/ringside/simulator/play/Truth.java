package dev.ringside.simulator.play;

import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.workload.Request;

/**
 * Is told what really happens, in true time from the start of the scenario. Implemented by the
 * truth file, by the CLI's counters and by tests.
 */
public interface Truth {

  /** Ignores everything. */
  Truth NONE = new Truth() {};

  /**
   * One replica's part in one forward pass.
   *
   * @param index of the replica's passes, dummies included
   * @param population requests at the replica when the pass was scheduled
   */
  record Pass(int replica, long index, int population, Times times, Content content, Wire wire) {}

  /**
   * When a pass happened, nanoseconds from the start.
   *
   * @param scheduledNs when it was decided on
   * @param startNs when its first rank could begin
   * @param endNs when its last rank had done
   */
  record Times(long scheduledNs, long startNs, long endNs) {}

  /**
   * What was scheduled.
   *
   * @param decode no prompt tokens in it
   * @param requests in it; 0 for a dummy
   * @param tokens T
   * @param sampled requests for which a token was sampled that counts
   * @param goesOn one of them was known to need a token more
   */
  record Content(boolean decode, int requests, long tokens, int sampled, boolean goesOn) {

    /** True if the pass only keeps other replicas company. */
    public boolean isDummy() {
      return requests == 0;
    }
  }

  /**
   * What was communicated, padding included.
   *
   * @param tokens T̂
   * @param rows R
   */
  record Wire(long tokens, long rows) {}

  default void pass(Pass pass) {}

  /** A request has its last token. */
  default void finished(int replica, Request request, long nowNs) {}

  /** The replica has stopped in the middle of a pass, for good or until the fault ends. */
  default void hung(int replica, Fault fault, long sinceNs) {}

  /** The replica's processes start again; the requests it had are lost. */
  default void restarted(int replica, int requestsLost, long nowNs) {}
}
