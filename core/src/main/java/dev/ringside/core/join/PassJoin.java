package dev.ringside.core.join;

import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.PassBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Passes of a replica's ranks, joined by number.
 *
 * <p>Knows the first pass that waits, who has it and when it ended without asking every rank again:
 * that is asked for every slice, and there may be thousands of ranks. All ranks are gone through
 * when passes are taken, once for as many passes as are alike on all of them. Not thread-safe.
 */
final class PassJoin {

  private final TreeMap<Integer, RankBacklog> backlogs = new TreeMap<>();
  private long firstIndex = RankBacklog.NONE;
  private long firstEndNs = Long.MIN_VALUE;
  private int holders;

  /** Adds passes; their numbers come after all that wait of their rank ({@link #endIndex}). */
  public void add(PassBlock block) {
    RankBacklog backlog = backlogs.computeIfAbsent(block.rank(), rank -> new RankBacklog());
    boolean wasEmpty = backlog.isEmpty();
    backlog.add(block);
    if (wasEmpty) {
      note(backlog);
    }
  }

  private void note(RankBacklog backlog) {
    long index = backlog.firstIndex();
    if (index < firstIndex) {
      firstIndex = index;
      firstEndNs = Long.MIN_VALUE;
      holders = 0;
    }
    if (index == firstIndex && !backlog.isEmpty()) {
      firstEndNs = Math.max(firstEndNs, backlog.firstEndNs());
      holders++;
    }
  }

  public boolean isEmpty() {
    return holders == 0;
  }

  /** The lowest number that waits. */
  public long firstIndex() {
    return firstIndex;
  }

  /** End of the last call that any rank made in the first pass. */
  public long firstEndNs() {
    return firstEndNs;
  }

  /** How many ranks have delivered the first pass. */
  public int holders() {
    return holders;
  }

  /** True if {@code rank} has delivered the first pass. */
  public boolean has(int rank) {
    RankBacklog backlog = backlogs.get(rank);
    return backlog != null && backlog.firstIndex() == firstIndex;
  }

  /** One past the last number that waits; the least of all numbers if none does. */
  public long endIndex() {
    return backlogs.values().stream().mapToLong(RankBacklog::endIndex).max().orElse(Long.MIN_VALUE);
  }

  /** The same of one rank. */
  public long endIndex(int rank) {
    RankBacklog backlog = backlogs.get(rank);
    return backlog == null ? Long.MIN_VALUE : backlog.endIndex();
  }

  /** Takes the first pass out. */
  public List<BlockPart> takeOne() {
    return take(firstIndex + 1);
  }

  /** Takes the first pass out and those after it which the same ranks have, each all alike. */
  public List<BlockPart> takeAlike() {
    long to = RankBacklog.NONE;
    for (RankBacklog backlog : backlogs.values()) {
      long index = backlog.firstIndex();
      to = Math.min(to, index == firstIndex ? backlog.alikeUntil() : index);
    }
    return take(to);
  }

  private List<BlockPart> take(long toIndex) {
    List<BlockPart> parts = new ArrayList<>(holders);
    long from = firstIndex;
    firstIndex = RankBacklog.NONE;
    holders = 0;
    for (RankBacklog backlog : backlogs.values()) {
      if (backlog.firstIndex() == from) {
        parts.add(backlog.take(toIndex));
      }
      note(backlog);
    }
    return parts;
  }

  /** The passes that wait, rank by rank in order. */
  public List<PassBlock> waiting() {
    List<PassBlock> waiting = new ArrayList<>();
    backlogs.values().forEach(backlog -> waiting.addAll(backlog.waiting()));
    return waiting;
  }
}
