package dev.ringside.core.waiting;

import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.statistics.ExponentialHistogram;
import dev.ringside.core.statistics.TallyRows;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How the ranks of one tensor group waited for each other over a span of time, pass by pass.
 *
 * <p>Of a pass, the <em>wait</em> is what the second least waiting rank spent in collectives beyond
 * the least waiting one: so long at least all others waited for that rank. It is <em>late</em> if
 * that is {@value #LEAST_PART} of what they spent there. Mergeable. Bound: three numbers a rank, a
 * coarse histogram and {@value #MOST_KINDS} kinds of transfers. Not thread-safe.
 */
public final class GroupWaits {

  /** Less than this share of the time in collectives is noise of the ranks' measurement. */
  static final double LEAST_PART = 0.03;

  static final int MOST_KINDS = 32;

  private static final int SCALE = 3;

  private long passes;
  private long inOneCall;
  private long[] late;
  private long[] firstLateNs;
  private long[] lastLateNs;
  private final CallTally waits;
  private final Map<TransferKind, TransferSum> transfers = new HashMap<>();

  public GroupWaits(int ranks) {
    this(
        new Counts(0, 0, new long[ranks], filled(ranks, Long.MAX_VALUE), filled(ranks, 0)),
        new CallTally(0, 0, new ExponentialHistogram(SCALE)),
        Map.of());
  }

  private static long[] filled(int size, long value) {
    long[] array = new long[size];
    Arrays.fill(array, value);
    return array;
  }

  /**
   * As data, for checkpoints.
   *
   * @param passes in which all ranks of the group could be compared
   * @param inOneCall late passes of which one call has most of the wait
   * @param late by the rank's place in the group: passes in which it was late
   * @param firstLateNs end of the first of them; the greatest number if there is none
   * @param lastLateNs end of the last of them; 0 if there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never kept
  public record Counts(
      long passes, long inOneCall, long[] late, long[] firstLateNs, long[] lastLateNs) {}

  /** Goes on from these counts, the waits of late passes, and transfers. */
  public GroupWaits(Counts counts, CallTally waits, Map<TransferKind, TransferSum> transfers) {
    passes = counts.passes();
    inOneCall = counts.inOneCall();
    late = counts.late().clone();
    firstLateNs = counts.firstLateNs().clone();
    lastLateNs = counts.lastLateNs().clone();
    this.waits = waits;
    this.transfers.putAll(transfers);
  }

  public Counts counts() {
    return new Counts(passes, inOneCall, late, firstLateNs, lastLateNs);
  }

  /** Waits of all late passes, whichever rank was late. */
  public CallTally waits() {
    return waits;
  }

  /** How long calls of large messages took beyond waiting; not to be changed. */
  public Map<TransferKind, TransferSum> transfers() {
    return transfers;
  }

  void addTransfersTo(Map<Integer, Map<TransferKind, TransferSum>> sums, int stage) {
    Map<TransferKind, TransferSum> of = sums.computeIfAbsent(stage, s -> new HashMap<>());
    transfers.forEach((kind, sum) -> of.merge(kind, sum, TransferSum::plus));
  }

  /** Adds what a pass's calls of one kind took on the rank that waited least. */
  void addTransfer(TransferKind kind, long ns) {
    addTransfer(kind, TransferSum.of(ns));
  }

  private void addTransfer(TransferKind kind, TransferSum some) {
    if (transfers.size() < MOST_KINDS || transfers.containsKey(kind)) {
      transfers.merge(kind, some, TransferSum::plus);
    }
  }

  /**
   * Adds a pass.
   *
   * @param spentNs by place in the group: what the rank spent in collectives
   * @param longest by place: its longest call ({@code TallyRows.longestBucketEnd})
   * @return the place of the least waiting rank if it was late, else −1
   */
  int add(long[] spentNs, int[] longest, long endNs) {
    passes++;
    int least = 0;
    for (int place = 1; place < spentNs.length; place++) {
      least = spentNs[place] < spentNs[least] ? place : least;
    }
    int next = nextAfter(least, spentNs);
    long waitNs = spentNs[next] - spentNs[least];
    if (waitNs <= LEAST_PART * spentNs[next]) {
      return -1;
    }
    makeRoomFor(spentNs.length);
    late[least]++;
    firstLateNs[least] = Math.min(firstLateNs[least], endNs);
    lastLateNs[least] = Math.max(lastLateNs[least], endNs);
    long longerNs = TallyRows.bucketEndNs(longest[next]) - TallyRows.bucketEndNs(longest[least]);
    inOneCall += 2 * longerNs >= waitNs ? 1 : 0;
    waits.add(waitNs);
    return least;
  }

  static int nextAfter(int least, long[] spentNs) {
    int next = -1;
    for (int place = 0; place < spentNs.length; place++) {
      boolean less = next < 0 || spentNs[place] < spentNs[next];
      next = place != least && less ? place : next;
    }
    return next;
  }

  private void makeRoomFor(int ranks) {
    if (late.length < ranks) {
      int had = late.length;
      late = Arrays.copyOf(late, ranks);
      firstLateNs = Arrays.copyOf(firstLateNs, ranks);
      lastLateNs = Arrays.copyOf(lastLateNs, ranks);
      Arrays.fill(firstLateNs, had, ranks, Long.MAX_VALUE);
    }
  }

  void merge(GroupWaits other) {
    makeRoomFor(other.late.length);
    passes += other.passes;
    inOneCall += other.inOneCall;
    for (int place = 0; place < other.late.length; place++) {
      late[place] += other.late[place];
      firstLateNs[place] = Math.min(firstLateNs[place], other.firstLateNs[place]);
      lastLateNs[place] = Math.max(lastLateNs[place], other.lastLateNs[place]);
    }
    waits.merge(other.waits);
    other.transfers.forEach(this::addTransfer);
  }

  GroupWaits copy() {
    return new GroupWaits(counts(), waits.copy(), transfers);
  }

  long passes() {
    return passes;
  }

  int ranks() {
    return late.length;
  }

  long late(int place) {
    return place < late.length ? late[place] : 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupWaits that
        && passes == that.passes
        && inOneCall == that.inOneCall
        && Arrays.equals(late, that.late)
        && Arrays.equals(firstLateNs, that.firstLateNs)
        && Arrays.equals(lastLateNs, that.lastLateNs)
        && transfers.equals(that.transfers)
        && waits.calls() == that.waits.calls()
        && waits.durationNs() == that.waits.durationNs()
        && waits.durations().equals(that.waits.durations());
  }

  @Override
  public int hashCode() {
    return Long.hashCode(passes) * 31 + Arrays.hashCode(late);
  }
}
