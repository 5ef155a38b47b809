package dev.ringside.core.join;

import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.PassBlock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Passes of one rank that wait for the other ranks', in order. Not thread-safe. */
final class RankBacklog {

  /** The number of the first pass where none waits: after all others. */
  static final long NONE = Long.MAX_VALUE;

  private final ArrayDeque<PassBlock> runs = new ArrayDeque<>();
  private int taken;

  /** Adds passes whose numbers come after all that wait. */
  public void add(PassBlock run) {
    runs.addLast(run);
  }

  public boolean isEmpty() {
    return runs.isEmpty();
  }

  public long firstIndex() {
    return runs.isEmpty() ? NONE : runs.getFirst().firstIndex() + taken;
  }

  public long firstEndNs() {
    return runs.getFirst().endNs(taken);
  }

  /** One past the number up to which the passes are alike and without a gap. */
  public long alikeUntil() {
    return runs.getFirst().endIndex();
  }

  /** One past the last number that waits; the least of all numbers if none does. */
  public long endIndex() {
    return runs.isEmpty() ? Long.MIN_VALUE : runs.getLast().endIndex();
  }

  /** Hands out the passes before {@code toIndex}, which is at most {@link #alikeUntil}. */
  public BlockPart take(long toIndex) {
    PassBlock run = runs.getFirst();
    int to = (int) (toIndex - run.firstIndex());
    BlockPart part = new BlockPart(run, taken, to);
    taken = to;
    if (taken == run.size()) {
      runs.removeFirst();
      taken = 0;
    }
    return part;
  }

  /** All that wait. */
  public List<PassBlock> runs() {
    List<PassBlock> waiting = new ArrayList<>(runs);
    if (taken > 0) {
      waiting.set(0, runs.getFirst().copyOf(taken, runs.getFirst().size()));
    }
    return waiting;
  }
}
