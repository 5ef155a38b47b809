package dev.ringside.core.waiting;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.waiting.GroupCalls.Timed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Calls of a recording that nothing orders into passes, put side by side: the k-th of a
 * communicator and collective is the k-th on each of its ranks. Where ranks have not equally many,
 * calls were lost and nothing is said.
 *
 * <p>A recording may be short, so more is asked of each call than of passes ({@link
 * StragglerSearch}): of {@value #CALLS} calls or more to which a rank came last by {@value
 * GroupWaits#LEAST_PART} of them, the same one in {@value #SICK}, and in half of all; the wait is
 * {@value #TIMES} times what such a call takes, or more, and {@value #SHARE} of the recording.
 *
 * <p>Bound: {@value #MOST} calls; of more, nothing is kept and nothing said. Not thread-safe.
 */
public final class PairedCalls {

  static final int MOST = 1 << 16;
  static final int CALLS = 7;
  static final double SICK = 0.85;
  static final int TIMES = 2;
  static final double SHARE = 0.03;

  /** What calls are put side by side by. */
  public record Key(Communicator communicator, Collective collective) {}

  private final Map<Key, SortedMap<Integer, List<Timed>>> groups = new HashMap<>();
  private int kept;
  private boolean full;

  public PairedCalls() {}

  /**
   * Goes on from these.
   *
   * @param full true if there were too many
   */
  public PairedCalls(Map<Key, ? extends Map<Integer, List<Timed>>> groups, boolean full) {
    groups.forEach(
        (key, ranks) ->
            ranks.forEach(
                (rank, calls) ->
                    add(
                        rank,
                        List.of(new GroupCalls(key.communicator(), key.collective(), calls)))));
    this.full |= full;
  }

  /** Adds calls of a rank that follow those it has. */
  public void add(int rank, List<GroupCalls> calls) {
    for (GroupCalls some : calls) {
      if (kept + some.calls().size() > MOST) {
        groups.clear();
        full = true;
      }
      if (full) {
        return;
      }
      kept += some.calls().size();
      groups
          .computeIfAbsent(new Key(some.communicator(), some.collective()), k -> new TreeMap<>())
          .computeIfAbsent(rank, r -> new ArrayList<>())
          .addAll(some.calls());
    }
  }

  /** Not to be changed. */
  public Map<Key, SortedMap<Integer, List<Timed>>> groups() {
    return groups;
  }

  public boolean isFull() {
    return full;
  }

  /** Of each communicator the rank that came last to nearly every call, if there is one. */
  public List<LateComer> lateComers() {
    Map<Communicator, LateComer> worst = new HashMap<>();
    groups.forEach(
        (key, ranks) ->
            lateComer(key, ranks)
                .ifPresent(
                    one ->
                        worst.merge(
                            key.communicator(), one, (a, b) -> a.share() < b.share() ? b : a)));
    return worst.values().stream()
        .sorted(Comparator.comparingDouble(LateComer::share).reversed())
        .toList();
  }

  private Optional<LateComer> lateComer(Key key, SortedMap<Integer, List<Timed>> byRank) {
    List<Integer> ranks = List.copyOf(byRank.keySet());
    int calls = byRank.get(ranks.get(0)).size();
    boolean whole =
        ranks.equals(key.communicator().ranks())
            && byRank.values().stream().allMatch(one -> one.size() == calls);
    if (!whole || calls < CALLS) {
      return Optional.empty();
    }
    List<List<Timed>> columns = byRank.values().stream().map(PairedCalls::inOrder).toList();
    return new SideBySide(columns)
        .latest()
        .map(found -> found.as(key, ranks))
        .filter(one -> one.share() >= SHARE);
  }

  private static List<Timed> inOrder(List<Timed> calls) {
    return calls.stream().sorted(Comparator.comparingLong(Timed::startNs)).toList();
  }

  /** Who came last to which call, and how long the others waited for it. */
  private static final class SideBySide {

    private final List<List<Timed>> columns;
    private final long[] leastNs;
    private final int[] last;
    private final long[] waitNs;

    SideBySide(List<List<Timed>> columns) {
      this.columns = columns;
      int calls = columns.get(0).size();
      leastNs = new long[calls];
      last = new int[calls];
      waitNs = new long[calls];
      long[] ofCall = new long[columns.size()];
      for (int call = 0; call < calls; call++) {
        int least = 0;
        for (int place = 0; place < ofCall.length; place++) {
          ofCall[place] = columns.get(place).get(call).durationNs();
          least = ofCall[place] < ofCall[least] ? place : least;
        }
        long next = ofCall[GroupWaits.nextAfter(least, ofCall)];
        leastNs[call] = ofCall[least];
        waitNs[call] = next - ofCall[least];
        last[call] = waitNs[call] > GroupWaits.LEAST_PART * next ? least : -1;
      }
    }

    Optional<Found> latest() {
      long decided = Arrays.stream(last).filter(place -> place >= 0).count();
      for (int place = 0; place < columns.size(); place++) {
        int wanted = place;
        long late = Arrays.stream(last).filter(one -> one == wanted).count();
        if (late >= CALLS && late >= SICK * decided && 2 * late >= last.length) {
          return Optional.of(new Found(place, late, this)).filter(Found::isMuch);
        }
      }
      return Optional.empty();
    }

    long[] waitsFor(int place) {
      long[] waits = new long[last.length];
      int size = 0;
      for (int call = 0; call < last.length; call++) {
        if (last[call] == place) {
          waits[size++] = waitNs[call];
        }
      }
      return sorted(Arrays.copyOf(waits, size));
    }

    long spanNs() {
      long from = Long.MAX_VALUE;
      long to = Long.MIN_VALUE;
      for (Timed call : columns.get(0)) {
        from = Math.min(from, call.startNs());
        to = Math.max(to, call.startNs() + call.durationNs());
      }
      return Math.max(1, to - from);
    }
  }

  private record Found(int place, long late, SideBySide calls) {

    boolean isMuch() {
      return middle(calls.waitsFor(place)) >= TIMES * middle(sorted(calls.leastNs));
    }

    LateComer as(Key key, List<Integer> ranks) {
      long[] waits = calls.waitsFor(place);
      List<Timed> own = calls.columns.get(place);
      int first = 0;
      while (calls.last[first] != place) {
        first++;
      }
      int end = own.size() - 1;
      while (calls.last[end] != place) {
        end--;
      }
      return new LateComer(
          key.communicator(),
          key.collective(),
          ranks.get(place),
          own.size(),
          late,
          own.get(first).startNs(),
          own.get(end).startNs() + own.get(end).durationNs(),
          middle(waits),
          waits[waits.length * 9 / 10],
          Math.min(1, (double) middle(waits) * late / calls.spanNs()));
    }
  }

  private static long[] sorted(long[] values) {
    long[] ordered = values.clone();
    Arrays.sort(ordered);
    return ordered;
  }

  private static long middle(long[] ordered) {
    return ordered[ordered.length / 2];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PairedCalls that && groups.equals(that.groups) && full == that.full;
  }

  @Override
  public int hashCode() {
    return groups.hashCode();
  }
}
