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

  private final ArrayDeque<PassBlock> blocks = new ArrayDeque<>();
  private int taken;

  /** Adds passes whose numbers come after all that wait. */
  public void add(PassBlock block) {
    blocks.addLast(block);
  }

  public boolean isEmpty() {
    return blocks.isEmpty();
  }

  public long firstIndex() {
    return blocks.isEmpty() ? NONE : blocks.getFirst().firstIndex() + taken;
  }

  public long firstEndNs() {
    return blocks.getFirst().endNs(taken);
  }

  /** One past the number up to which the passes are alike and without a gap. */
  public long alikeUntil() {
    return blocks.getFirst().endIndex();
  }

  /** One past the last number that waits; the least of all numbers if none does. */
  public long endIndex() {
    return blocks.isEmpty() ? Long.MIN_VALUE : blocks.getLast().endIndex();
  }

  /** Hands out the passes before {@code toIndex}, which is at most {@link #alikeUntil}. */
  public BlockPart take(long toIndex) {
    PassBlock block = blocks.getFirst();
    int to = (int) (toIndex - block.firstIndex());
    BlockPart part = new BlockPart(block, taken, to);
    taken = to;
    if (taken == block.size()) {
      blocks.removeFirst();
      taken = 0;
    }
    return part;
  }

  public List<PassBlock> waiting() {
    List<PassBlock> waiting = new ArrayList<>(blocks);
    if (taken > 0) {
      waiting.set(0, blocks.getFirst().copyOf(taken, blocks.getFirst().size()));
    }
    return waiting;
  }
}
