package dev.ringside.core.observation;

import dev.ringside.core.pass.CallKind;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.statistics.TallyRows;

/** Calls of one kind that the ranks of a stage made in some passes, summed. Not thread-safe. */
final class StageCalls {

  private final long[] callsByPass;
  private final CallTally tally = new CallTally();

  StageCalls(int passes) {
    callsByPass = new long[passes];
  }

  /** Adds a rank's: one row a pass, {@code from} to {@code to} (exclusive). */
  void add(TallyRows rows, int from, int to) {
    for (int row = from; row < to; row++) {
      callsByPass[row - from] += rows.calls(row);
    }
    rows.addTo(tally, from, to);
  }

  CallTally tally() {
    return tally;
  }

  /** What they moved over links, rounded pass by pass; most passes make equal calls. */
  long wireBytes(CallKind kind) {
    long sum = 0;
    long last = -1;
    long ofLast = 0;
    for (long calls : callsByPass) {
      if (calls != last) {
        last = calls;
        ofLast = TotalsLedger.wire(kind, calls);
      }
      sum += ofLast;
    }
    return sum;
  }
}
