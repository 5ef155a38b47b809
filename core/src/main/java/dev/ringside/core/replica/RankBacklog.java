package dev.ringside.core.replica;

import dev.ringside.core.pass.PassRun;
import dev.ringside.core.pass.RunPart;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Passes of one rank that wait for the other ranks', in order. Not thread-safe. */
final class RankBacklog {

  /** The number of the first pass where none waits: after all others. */
  static final long NONE = Long.MAX_VALUE;

  private final ArrayDeque<PassRun> runs = new ArrayDeque<>();
  private int taken;

  /** Adds passes whose numbers come after all that wait. */
  void add(PassRun run) {
    runs.addLast(run);
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  long firstIndex() {
    return runs.isEmpty() ? NONE : runs.getFirst().firstIndex() + taken;
  }

  long firstEndNs() {
    return runs.getFirst().endNs(taken);
  }

  /** One past the number up to which the passes are alike and without a gap. */
  long alikeUntil() {
    return runs.getFirst().endIndex();
  }

  /** One past the last number that waits; the least of all numbers if none does. */
  long endIndex() {
    return runs.isEmpty() ? Long.MIN_VALUE : runs.getLast().endIndex();
  }

  /** Hands out the passes before {@code toIndex}, which is at most {@link #alikeUntil}. */
  RunPart take(long toIndex) {
    PassRun run = runs.getFirst();
    int to = (int) (toIndex - run.firstIndex());
    RunPart part = new RunPart(run, taken, to);
    taken = to;
    if (taken == run.size()) {
      runs.removeFirst();
      taken = 0;
    }
    return part;
  }

  /** All that wait. */
  List<PassRun> runs() {
    List<PassRun> waiting = new ArrayList<>(runs);
    if (taken > 0) {
      waiting.set(0, runs.getFirst().copyOf(taken, runs.getFirst().size()));
    }
    return waiting;
  }
}
