package dev.ringside.simulator.cluster;

import dev.ringside.core.collective.CallSignature;

/** Records a rank's calls, and keeps a dictionary of their kinds. */
public interface Witness {

  /** Counts up when all ids given before have become invalid; from 1. */
  int edition();

  /** The id of a kind of call in the current edition. */
  int idOf(CallSignature signature);

  /**
   * A call has ended.
   *
   * @param member the rank's place in the group
   * @param id of the call's signature in the current edition
   * @param startNs true time, nanoseconds from the start of the scenario
   */
  void record(GroupCall call, int member, int id, long startNs, long endNs);
}
