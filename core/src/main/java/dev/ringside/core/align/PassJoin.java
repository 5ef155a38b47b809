package dev.ringside.core.align;

import dev.ringside.core.pass.BlockPart;
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
public final class PassJoin {

  private final TreeMap<Integer, RankBacklog> backlogs = new TreeMap<>();
  private long firstIndex = RankBacklog.NONE;
  private long firstEndNs = Long.MIN_VALUE;
  private long firstAppendedNs = Long.MAX_VALUE;
  private long endIndex = Long.MIN_VALUE;
  private int holders;
  private int filled;

  /** Adds passes; their numbers come after all that wait of their rank ({@link #endIndex}). */
  public void add(Held held) {
    RankBacklog backlog = backlogs.computeIfAbsent(held.block().rank(), rank -> new RankBacklog());
    boolean wasEmpty = backlog.isEmpty();
    backlog.add(held);
    endIndex = Math.max(endIndex, held.block().endIndex());
    if (wasEmpty) {
      note(backlog);
      filled++;
    }
  }

  private void note(RankBacklog backlog) {
    long index = backlog.firstIndex();
    if (index < firstIndex) {
      firstIndex = index;
      firstEndNs = Long.MIN_VALUE;
      firstAppendedNs = Long.MAX_VALUE;
      holders = 0;
    }
    if (index == firstIndex && !backlog.isEmpty()) {
      firstEndNs = Math.max(firstEndNs, backlog.firstEndNs());
      firstAppendedNs = Math.min(firstAppendedNs, backlog.firstAppendedNs());
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

  /** When the broker appended the first pass of any rank that has delivered it. */
  public long firstAppendedNs() {
    return firstAppendedNs;
  }

  /** How many ranks have delivered the first pass. */
  public int holders() {
    return holders;
  }

  /** How many ranks have passes that wait: the first or, if they never deliver that, later ones. */
  public int filled() {
    return filled;
  }

  /** True if {@code rank} has delivered a pass after the first, but not the first. */
  public boolean isPast(int rank) {
    RankBacklog backlog = backlogs.get(rank);
    return backlog != null && !backlog.isEmpty() && backlog.firstIndex() > firstIndex;
  }

  /** The rank's passes that wait, as the alignment looks at them; empty if none does. */
  public PassTrack track(int rank) {
    RankBacklog backlog = backlogs.get(rank);
    return backlog == null ? PassTrack.EMPTY : PassTrack.of(backlog.waiting());
  }

  /** The rank's passes that wait, in order. */
  public List<Held> waiting(int rank) {
    RankBacklog backlog = backlogs.get(rank);
    return backlog == null ? List.of() : backlog.waiting();
  }

  /** Takes out all that waits of the rank. */
  public void remove(int rank) {
    backlogs.remove(rank);
    filled = 0;
    holders = 0;
    firstIndex = RankBacklog.NONE;
    endIndex = Long.MIN_VALUE;
    for (RankBacklog backlog : backlogs.values()) {
      endIndex = Math.max(endIndex, backlog.endIndex());
      filled += backlog.isEmpty() ? 0 : 1;
      note(backlog);
    }
  }

  /** How many passes of the rank wait, roughly: the span of their numbers. */
  public long span(int rank) {
    RankBacklog backlog = backlogs.get(rank);
    return backlog == null || backlog.isEmpty() ? 0 : backlog.endIndex() - backlog.firstIndex();
  }

  /** True if {@code rank} has delivered the first pass. */
  public boolean has(int rank) {
    RankBacklog backlog = backlogs.get(rank);
    return backlog != null && backlog.firstIndex() == firstIndex;
  }

  /** One past the last number that waits; the least of all numbers if none does. */
  public long endIndex() {
    return isEmpty() ? Long.MIN_VALUE : endIndex;
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
        filled -= backlog.isEmpty() ? 1 : 0;
      }
      note(backlog);
    }
    return parts;
  }

  /** The passes that wait, rank by rank in order. */
  public List<Held> waiting() {
    List<Held> waiting = new ArrayList<>();
    backlogs.values().forEach(backlog -> waiting.addAll(backlog.waiting()));
    return waiting;
  }
}
