package dev.ringside.core.align;

import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.PassBlock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Passes of one rank that wait for the other ranks', in order. Not thread-safe. */
final class RankBacklog {

  /** The number of the first pass where none waits: after all others. */
  static final long NONE = Long.MAX_VALUE;

  private final ArrayDeque<Held> blocks = new ArrayDeque<>();
  private int taken;

  /** Adds passes whose numbers come after all that wait. */
  public void add(Held held) {
    blocks.addLast(held);
  }

  public boolean isEmpty() {
    return blocks.isEmpty();
  }

  public long firstIndex() {
    return blocks.isEmpty() ? NONE : first().firstIndex() + taken;
  }

  public long firstEndNs() {
    return first().endNs(taken);
  }

  public long firstAppendedNs() {
    return blocks.getFirst().appendedNs();
  }

  private PassBlock first() {
    return blocks.getFirst().block();
  }

  /** One past the number up to which the passes are alike and without a gap. */
  public long alikeUntil() {
    return first().endIndex();
  }

  /** One past the last number that waits; the least of all numbers if none does. */
  public long endIndex() {
    return blocks.isEmpty() ? Long.MIN_VALUE : blocks.getLast().block().endIndex();
  }

  /** Hands out the passes before {@code toIndex}, which is at most {@link #alikeUntil}. */
  public BlockPart take(long toIndex) {
    PassBlock block = first();
    int to = (int) (toIndex - block.firstIndex());
    BlockPart part = new BlockPart(block, taken, to);
    taken = to;
    if (taken == block.size()) {
      blocks.removeFirst();
      taken = 0;
    }
    return part;
  }

  public List<Held> waiting() {
    List<Held> waiting = new ArrayList<>(blocks);
    if (taken > 0) {
      Held first = blocks.getFirst();
      PassBlock rest = first.block().copyOf(taken, first.block().size());
      waiting.set(0, new Held(rest, first.appendedNs()));
    }
    return waiting;
  }
}
