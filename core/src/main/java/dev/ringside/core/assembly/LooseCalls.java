package dev.ringside.core.assembly;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.statistics.CallTally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Calls that are in no pass, because there is no deployment, the source does not know what they
 * are, or the engine coordinates itself by them: tallied by kind, each in the window in which it
 * ended.
 */
public final class LooseCalls {

  private LooseCalls() {}

  /**
   * One {@link ForwardPass#isLoose() loose} pass for each window of {@code windowNs} that a call of
   * {@code rank} ended in.
   */
  public static List<ForwardPass> byWindow(
      int rank, SignatureTable signatures, CallColumns calls, long windowNs) {
    return byWindow(rank, kindsOf(signatures), calls, windowNs);
  }

  private static CallKind[] kindsOf(SignatureTable signatures) {
    CallKind[] kinds = new CallKind[signatures.size()];
    for (int id = 0; id < kinds.length; id++) {
      kinds[id] = CallKind.of(signatures.get(id), Parallelism.UNKNOWN, 0);
    }
    return kinds;
  }

  /**
   * @param kinds by id; null for calls that are not wanted
   */
  static List<ForwardPass> byWindow(int rank, CallKind[] kinds, CallColumns calls, long windowNs) {
    Map<Long, Map<CallKind, CallTally>> windows = new TreeMap<>();
    Map<Long, Long> ends = new HashMap<>();
    int row = 0;
    while (row < calls.size()) {
      if (kinds[calls.signature(row)] == null) {
        row = calls.runEnd(row);
        continue;
      }
      long window = Math.floorDiv(calls.endNs(row), windowNs);
      int next = runEnd(calls, row, window * windowNs, windowNs);
      CallTally tally =
          windows
              .computeIfAbsent(window, w -> new HashMap<>())
              .computeIfAbsent(kinds[calls.signature(row)], kind -> new CallTally());
      calls.tally(row, next, tally);
      ends.merge(window, calls.lastEndNs(row, next), Math::max);
      row = next;
    }
    List<ForwardPass> loose = new ArrayList<>();
    windows.forEach(
        (window, tallies) ->
            loose.add(
                new ForwardPass(
                    rank,
                    ForwardPass.NO_INDEX,
                    ForwardPass.NOT_VISIBLE,
                    ForwardPass.NOT_VISIBLE,
                    ends.get(window),
                    true,
                    tallies)));
    return loose;
  }

  /** Where the calls like the one at {@code row} that end in its window end (exclusive). */
  private static int runEnd(CallColumns calls, int row, long windowStart, long windowNs) {
    int sameEnd = calls.runEnd(row);
    int next = row + 1;
    while (next < sameEnd
        && calls.endNs(next) >= windowStart
        && calls.endNs(next) - windowStart < windowNs) {
      next++;
    }
    return next;
  }
}
