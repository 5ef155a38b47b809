package dev.ringside.simulator.record;

import dev.ringside.simulator.cluster.GroupCall;

/** A rank's Inspector log. */
public interface InspectorLines {

  /**
   * One dumped call.
   *
   * @param member the rank's place in the call's group
   * @param durationNs whole microseconds
   * @param stampNs time of the dump by the host's clock, nanoseconds since the epoch
   */
  void add(GroupCall call, int member, long durationNs, long number, long stampNs);
}
