package dev.ringside.core.waiting;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.statistics.TallyRows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the ranks of each tensor group waited for each other, over slots of time: so that it can be
 * said since when. Mergeable: merging equals entering everything in one, but for the length of
 * slots, which is the longer one's.
 *
 * <p>Only collectives that no rank leaves before all have come are looked at; sends, receives and
 * what one rank gathers are not. A pass counts if all ranks of the group have it, complete and with
 * equally many such calls: where calls were lost, or an agent is deaf, nothing is said.
 *
 * <p>Bound: {@value #MOST_SLOTS} slots, which double in length when there would be more; {@value
 * #MOST_STALLS} stalls, the longest. Cost: an addition a rank and kind of call of a pass. Not
 * thread-safe.
 */
public final class Waits {

  static final long SLOT_NS = 1_000_000_000L;
  static final int MOST_SLOTS = 64;
  static final int MOST_STALLS = 16;

  /** The bucket that begins at 0.98 s. */
  private static final int LEAST_STALL = 957;

  private static final Comparator<Stall> LONGEST_FIRST =
      Comparator.comparingLong(Stall::waitNs)
          .reversed()
          .thenComparingLong(Stall::endNs)
          .thenComparingInt(Stall::stage);

  private long slotNs;
  private final TreeMap<Long, Map<Integer, GroupWaits>> slots = new TreeMap<>();
  private final List<Stall> stalls;
  private long lastSlot;
  private Map<Integer, GroupWaits> lastGroups;

  public Waits() {
    this(SLOT_NS, Map.of(), List.of());
  }

  /**
   * Goes on from these.
   *
   * @param slots by number, then by stage
   */
  public Waits(long slotNs, Map<Long, Map<Integer, GroupWaits>> slots, List<Stall> stalls) {
    this.slotNs = slotNs;
    this.slots.putAll(slots);
    this.stalls = new ArrayList<>(stalls);
  }

  /** Adds passes of a whole replica: the parts of all its ranks. */
  public void add(ParallelLayout layout, Collection<BlockPart> parts) {
    if (layout.tensor() < 2) {
      return;
    }
    Map<Integer, List<RankPart>> stages = new TreeMap<>();
    for (BlockPart part : parts) {
      RankPart ofRank = RankPart.of(part);
      if (part.block().complete() && ofRank.hasCalls()) {
        stages.computeIfAbsent(layout.stageOf(part.rank()), stage -> new ArrayList<>()).add(ofRank);
      }
    }
    stages.forEach(
        (stage, ranks) -> {
          if (ranks.size() == layout.tensor()) {
            add(stage, ranks);
          }
        });
  }

  /** What of a rank's part counts. */
  private record RankPart(BlockPart part, List<TallyRows> kinds) {

    static RankPart of(BlockPart part) {
      PassBlock block = part.block();
      List<TallyRows> counted = new ArrayList<>(block.kinds().size());
      for (int kind = 0; kind < block.kinds().size(); kind++) {
        if (waitsForAll(block.kinds().get(kind))) {
          counted.add(block.tallies().get(kind));
        }
      }
      return new RankPart(part, counted);
    }

    boolean hasCalls() {
      return !kinds.isEmpty();
    }

    long calls(int pass) {
      long calls = 0;
      for (TallyRows rows : kinds) {
        calls += rows.calls(part.from() + pass);
      }
      return calls;
    }

    long spentNs(int pass) {
      long spent = 0;
      for (TallyRows rows : kinds) {
        spent += rows.durationNs(part.from() + pass);
      }
      return spent;
    }

    int longestBucketEnd(int pass) {
      int longest = 0;
      for (TallyRows rows : kinds) {
        longest = Math.max(longest, rows.longestBucketEnd(part.from() + pass));
      }
      return longest;
    }
  }

  private static boolean waitsForAll(CallKind kind) {
    return kind.parallelism() == Parallelism.TP && waitsForAll(kind.collective());
  }

  /** True for collectives that no rank leaves before all have come. */
  static boolean waitsForAll(Collective collective) {
    return switch (collective) {
      case ALL_REDUCE, ALL_GATHER, REDUCE_SCATTER, ALL_TO_ALL, BARRIER -> true;
      default -> false;
    };
  }

  /**
   * Calls of one kind on all ranks of a group.
   *
   * @param rows of each rank
   */
  private record Large(TransferKind kind, List<TallyRows> rows) {

    /** Those of large messages that all ranks make. */
    static List<Large> of(List<RankPart> ranks) {
      List<Large> all = new ArrayList<>();
      for (CallKind kind : ranks.get(0).part().block().kinds()) {
        if (waitsForAll(kind) && kind.messageBytes() >= TransferKind.LEAST_BYTES) {
          List<TallyRows> rows = new ArrayList<>(ranks.size());
          for (RankPart rank : ranks) {
            int at = rank.part().block().kinds().indexOf(kind);
            if (at >= 0) {
              rows.add(rank.part().block().tallies().get(at));
            }
          }
          if (rows.size() == ranks.size()) {
            all.add(new Large(TransferKind.of(kind), rows));
          }
        }
      }
      return all;
    }

    /** The mean duration on the rank that waited least; 0 if the pass has none. */
    long leastNs(List<RankPart> ranks, int pass) {
      long least = Long.MAX_VALUE;
      for (int place = 0; place < ranks.size(); place++) {
        int row = ranks.get(place).part().from() + pass;
        long calls = rows.get(place).calls(row);
        least = calls == 0 ? 0 : Math.min(least, rows.get(place).durationNs(row) / calls);
      }
      return least;
    }
  }

  private void add(int stage, List<RankPart> ranks) {
    List<Large> large = Large.of(ranks);
    long[] spentNs = new long[ranks.size()];
    int[] longest = new int[ranks.size()];
    int passes = ranks.get(0).part().size();
    for (int pass = 0; pass < passes; pass++) {
      if (fill(ranks, pass, spentNs, longest)) {
        add(stage, ranks, pass, spentNs, longest);
        for (Large calls : large) {
          long ns = calls.leastNs(ranks, pass);
          if (ns > 0) {
            group(endNs(ranks, pass), stage, spentNs.length).addTransfer(calls.kind(), ns);
          }
        }
      }
    }
  }

  /** False if the ranks did not make equally many calls. */
  private static boolean fill(List<RankPart> ranks, int pass, long[] spentNs, int[] longest) {
    long calls = ranks.get(0).calls(pass);
    for (int place = 0; place < spentNs.length; place++) {
      RankPart rank = ranks.get(place);
      if (rank.calls(pass) != calls) {
        return false;
      }
      spentNs[place] = rank.spentNs(pass);
      longest[place] = rank.longestBucketEnd(pass);
    }
    return calls > 0;
  }

  private void add(int stage, List<RankPart> ranks, int pass, long[] spentNs, int[] longest) {
    long endNs = endNs(ranks, pass);
    int least = group(endNs, stage, spentNs.length).add(spentNs, longest, endNs);
    BlockPart first = ranks.get(0).part();
    if (first.index(pass) <= 0) {
      return;
    }
    if (least >= 0) {
      long waitNs = spentNs[GroupWaits.nextAfter(least, spentNs)] - spentNs[least];
      if (waitNs >= Stall.LEAST_NS) {
        int rank = ranks.get(least).part().rank();
        note(new Stall(stage, rank, first.index(pass), endNs, waitNs));
      }
    }
    int all = Integer.MAX_VALUE;
    for (int ofRank : longest) {
      all = Math.min(all, ofRank);
    }
    if (all >= LEAST_STALL) {
      long allNs = TallyRows.bucketEndNs(all - 1);
      note(new Stall(stage, Stall.ALL, first.index(pass), endNs, allNs));
    }
  }

  private static long endNs(List<RankPart> ranks, int pass) {
    long endNs = Long.MIN_VALUE;
    for (RankPart rank : ranks) {
      endNs = Math.max(endNs, rank.part().endNs(pass));
    }
    return endNs;
  }

  private void note(Stall stall) {
    if (stall.waitNs() >= Stall.LEAST_NS) {
      stalls.add(stall);
      stalls.sort(LONGEST_FIRST);
      if (stalls.size() > MOST_STALLS) {
        stalls.remove(stalls.size() - 1);
      }
    }
  }

  private GroupWaits group(long endNs, int stage, int ranks) {
    long slot = Math.floorDiv(endNs, slotNs);
    if (lastGroups != null && slot == lastSlot) {
      return of(lastGroups, stage, ranks);
    }
    Map<Integer, GroupWaits> groups = slots.get(slot);
    if (groups == null) {
      groups = new HashMap<>();
      slots.put(slot, groups);
      if (slots.size() > MOST_SLOTS) {
        coarsen();
        return group(endNs, stage, ranks);
      }
    }
    lastSlot = slot;
    lastGroups = groups;
    return of(groups, stage, ranks);
  }

  private static GroupWaits of(Map<Integer, GroupWaits> groups, int stage, int ranks) {
    GroupWaits known = groups.get(stage);
    return known != null ? known : groups.computeIfAbsent(stage, s -> new GroupWaits(ranks));
  }

  private void coarsen() {
    lastGroups = null;
    Map<Long, Map<Integer, GroupWaits>> fine = new TreeMap<>(slots);
    slots.clear();
    slotNs *= 2;
    fine.forEach((slot, groups) -> addSlot(Math.floorDiv(slot, 2), groups));
  }

  private void addSlot(long slot, Map<Integer, GroupWaits> groups) {
    Map<Integer, GroupWaits> own = slots.computeIfAbsent(slot, s -> new HashMap<>());
    groups.forEach(
        (stage, waits) -> {
          GroupWaits known = own.get(stage);
          if (known == null) {
            own.put(stage, waits.copy());
          } else {
            known.merge(waits);
          }
        });
  }

  /** Adds all of {@code other}, which stays as it is. */
  public void merge(Waits other) {
    while (slotNs < other.slotNs) {
      coarsen();
    }
    long times = slotNs / other.slotNs;
    other.slots.forEach((slot, groups) -> addSlot(Math.floorDiv(slot, times), groups));
    while (slots.size() > MOST_SLOTS) {
      coarsen();
    }
    other.stalls.forEach(this::note);
  }

  /** By stage, what transfers took in the slots that lie wholly between two times. */
  public Map<Integer, Map<TransferKind, TransferSum>> transfers(long fromNs, long toNs) {
    Map<Integer, Map<TransferKind, TransferSum>> sums = new TreeMap<>();
    long from = -Math.floorDiv(-fromNs, slotNs);
    long to = Math.floorDiv(toNs, slotNs);
    if (from < to) {
      slots
          .subMap(from, to)
          .values()
          .forEach(groups -> groups.forEach((stage, group) -> group.addTransfersTo(sums, stage)));
    }
    return sums;
  }

  /** Forgets slots and stalls that ended before {@code ns}. */
  public void forgetBefore(long ns) {
    lastGroups = null;
    slots.headMap(Math.floorDiv(ns, slotNs)).clear();
    stalls.removeIf(stall -> stall.endNs() < ns);
    if (slots.isEmpty()) {
      slotNs = SLOT_NS;
    }
  }

  public boolean isEmpty() {
    return slots.isEmpty();
  }

  public long slotNs() {
    return slotNs;
  }

  /** By number of the slot, ascending, then by stage; not to be changed. */
  public TreeMap<Long, Map<Integer, GroupWaits>> slots() {
    return slots;
  }

  /** The longest first. */
  public List<Stall> stalls() {
    return List.copyOf(stalls);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Waits that
        && slotNs == that.slotNs
        && slots.equals(that.slots)
        && stalls.equals(that.stalls);
  }

  @Override
  public int hashCode() {
    return slots.hashCode();
  }
}
