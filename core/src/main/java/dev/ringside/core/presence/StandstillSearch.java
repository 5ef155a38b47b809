package dev.ringside.core.presence;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.progress.OpenCall;
import dev.ringside.core.progress.Standing;
import dev.ringside.core.progress.Standstill;
import dev.ringside.core.progress.Standstill.By;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the call at which the ranks of a replica stand, among what they said last.
 *
 * <p>Not everything that waits hangs. A receive, or a broadcast on the ranks that get it, is open
 * for as long as a server has nothing to do: it counts only in the middle of a forward pass.
 * Numbers that differ between passes are numbers of lost lines, not of calls: once passes are
 * known, they count only in the middle of one, too. Sends and receives have numbers of their own on
 * each rank.
 *
 * <p>Cost: ranks × standings.
 */
final class StandstillSearch {

  private final SortedMap<Integer, RankSigns> reporting;
  private final Collection<Integer> silent;
  private final boolean passesKnown;
  private final boolean midPass;

  /**
   * @param reporting ranks that are heard
   * @param silent ranks that must be there and are not heard
   * @param passesKnown true if a whole pass of the replica has been seen
   */
  StandstillSearch(
      SortedMap<Integer, RankSigns> reporting, Collection<Integer> silent, boolean passesKnown) {
    this.reporting = reporting;
    this.silent = silent;
    this.passesKnown = passesKnown;
    midPass = reporting.values().stream().anyMatch(RankSigns::midPass);
  }

  /** A call that has been open for {@code leastNs} by a rank's own clock: the oldest. */
  Optional<Standstill> openCall(long leastNs) {
    OpenCall oldest = null;
    long oldestForNs = 0;
    for (RankSigns rank : reporting.values()) {
      for (OpenCall call : rank.progress().open()) {
        long forNs = rank.openForNs(call);
        boolean counts = midPass || !waitsIdle(call.collective());
        if (counts && forNs >= leastNs && (oldest == null || forNs > oldestForNs)) {
          oldest = call;
          oldestForNs = forNs;
        }
      }
    }
    return oldest == null
        ? Optional.empty()
        : Optional.of(withWhatTheyDo(standingIn(oldest, oldestForNs)));
  }

  /** A rank has not strayed to a call in which it waits for work. */
  private Standstill withWhatTheyDo(Standstill found) {
    List<Integer> silentOnes =
        found.missing().stream().filter(rank -> !reporting.containsKey(rank)).toList();
    List<Integer> elsewhere =
        found.missing().stream()
            .filter(rank -> reporting.containsKey(rank))
            .filter(rank -> isElsewhere(reporting.get(rank), found))
            .toList();
    return found.where(silentOnes, elsewhere.isEmpty() ? odd(found) : elsewhere);
  }

  private static boolean isElsewhere(RankSigns signs, Standstill found) {
    return signs.progress().open().stream()
        .anyMatch(
            open ->
                !waitsIdle(open.collective()) && open.communicator().equals(found.communicator()));
  }

  /**
   * Of ranks that are in calls of one number, those whose call is another collective: the fewer.
   */
  private List<Integer> odd(Standstill found) {
    Counter counter = Counter.of(found.communicator(), Collective.UNKNOWN);
    Map<Collective, List<Integer>> by = new TreeMap<>();
    for (int rank : found.by() == By.OPEN_CALL ? found.arrived() : List.<Integer>of()) {
      reporting.get(rank).progress().open().stream()
          .filter(open -> open.sequence() == found.number())
          .filter(open -> isSame(open.communicator(), counter))
          .findFirst()
          .ifPresent(
              open -> by.computeIfAbsent(open.collective(), c -> new ArrayList<>()).add(rank));
    }
    return by.size() < 2
        ? List.of()
        : by.values().stream().min(Comparator.comparingInt(List::size)).orElse(List.of());
  }

  private static boolean waitsIdle(Collective collective) {
    return collective == Collective.UNKNOWN || Counter.mayWaitIdle(collective);
  }

  private Standstill standingIn(OpenCall call, long forNs) {
    Counter counter = Counter.of(call.communicator(), Collective.UNKNOWN);
    List<Integer> arrived = new ArrayList<>();
    TreeSet<Integer> missing = new TreeSet<>(membersKnown(call.communicator()));
    reporting.forEach(
        (rank, signs) -> {
          boolean member = isMember(signs, counter);
          boolean open =
              signs.progress().open().stream()
                  .anyMatch(
                      other ->
                          other.sequence() == call.sequence()
                              && isSame(other.communicator(), counter));
          if (open) {
            arrived.add(rank);
          } else if (member && !hasPassed(signs, call)) {
            missing.add(rank);
          }
          if (open || (member && hasPassed(signs, call))) {
            missing.remove(rank);
          }
        });
    return new Standstill(
        By.OPEN_CALL,
        call.communicator(),
        call.collective(),
        call.sequence(),
        arrived,
        List.copyOf(missing),
        forNs);
  }

  private static boolean isSame(Communicator communicator, Counter counter) {
    return Counter.of(communicator, Collective.UNKNOWN).equals(counter);
  }

  private static boolean isMember(RankSigns signs, Counter counter) {
    return signs.progress().standings().stream().anyMatch(s -> isSame(s.communicator(), counter))
        || signs.progress().open().stream().anyMatch(o -> isSame(o.communicator(), counter));
  }

  /** True if the call is known to have ended on the rank. */
  private static boolean hasPassed(RankSigns signs, OpenCall call) {
    Counter all = Counter.of(call.communicator(), Collective.UNKNOWN);
    Counter alone = Counter.of(call.communicator(), call.collective());
    return signs.progress().standings().stream()
        .filter(
            standing -> {
              Counter counter = Counter.of(standing.communicator(), standing.collective());
              return counter.equals(all) || counter.equals(alone);
            })
        .anyMatch(standing -> Long.compareUnsigned(standing.last(), call.sequence()) >= 0);
  }

  /** What the ranks have in common that do not get on; how long is for the caller to say. */
  Optional<Standstill> ofAll() {
    Optional<Standstill> apart = passesKnown && !midPass ? Optional.empty() : numbers();
    Optional<Standstill> found = apart.isPresent() || !passesKnown || !midPass ? apart : openPass();
    return found.map(this::withWhatTheyDo);
  }

  /** One rank's place in a counter. */
  private record Place(int rank, Standing standing, boolean latest) {}

  private Optional<Standstill> numbers() {
    Map<Counter, List<Place>> byCounter = new HashMap<>();
    reporting.forEach(
        (rank, signs) ->
            signs
                .progress()
                .standings()
                .forEach(
                    standing ->
                        byCounter
                            .computeIfAbsent(
                                Counter.of(standing.communicator(), standing.collective()),
                                counter -> new ArrayList<>())
                            .add(new Place(rank, standing, signs.isLatest(standing)))));
    return byCounter.entrySet().stream()
        .filter(entry -> midPass || !Counter.mayWaitIdle(entry.getKey().collective()))
        .filter(entry -> !entry.getKey().collective().isPointToPoint())
        .flatMap(entry -> apart(entry.getValue()).stream())
        .max(Comparator.comparingLong(StandstillSearch::endNs))
        .map(this::behind);
  }

  /** The places, those in front first, if they differ and what is in front is a rank's last. */
  private static Optional<List<Place>> apart(List<Place> places) {
    List<Place> ordered =
        places.stream()
            .sorted(
                Comparator.comparing(
                    (Place place) -> place.standing().last(), (a, b) -> Long.compareUnsigned(b, a)))
            .toList();
    long first = ordered.get(0).standing().last();
    boolean differ = ordered.get(ordered.size() - 1).standing().last() != first;
    boolean latest =
        ordered.stream().anyMatch(place -> place.standing().last() == first && place.latest());
    return differ && latest ? Optional.of(ordered) : Optional.empty();
  }

  private static long endNs(List<Place> ordered) {
    return ordered.get(0).standing().endNs();
  }

  private Standstill behind(List<Place> ordered) {
    Standing front = ordered.get(0).standing();
    TreeSet<Integer> arrived = new TreeSet<>();
    TreeSet<Integer> missing = new TreeSet<>(membersKnown(front.communicator()));
    for (Place place : ordered) {
      boolean there = place.standing().last() == front.last();
      (there ? arrived : missing).add(place.rank());
    }
    missing.removeAll(arrived);
    return new Standstill(
        By.NUMBERS,
        front.communicator(),
        front.collective(),
        front.last(),
        List.copyOf(arrived),
        List.copyOf(missing),
        0);
  }

  /** Members of which nothing is heard; where the members are not known, all that are silent. */
  private Collection<Integer> membersKnown(Communicator communicator) {
    return communicator.hasRanks()
        ? communicator.ranks().stream().filter(rank -> !reporting.containsKey(rank)).toList()
        : silent;
  }

  private Optional<Standstill> openPass() {
    return reporting.values().stream()
        .filter(RankSigns::midPass)
        .flatMap(signs -> signs.progress().standings().stream())
        .max(Comparator.comparingLong(Standing::endNs))
        .map(this::afterLast);
  }

  private Standstill afterLast(Standing last) {
    Counter counter = Counter.of(last.communicator(), last.collective());
    TreeMap<Integer, Boolean> arrived = new TreeMap<>();
    reporting.forEach(
        (rank, signs) ->
            signs.progress().standings().stream()
                .filter(
                    other ->
                        other.last() == last.last()
                            && Counter.of(other.communicator(), other.collective()).equals(counter))
                .forEach(other -> arrived.put(rank, true)));
    return new Standstill(
        By.OPEN_PASS,
        last.communicator(),
        last.collective(),
        last.last(),
        List.copyOf(arrived.keySet()),
        List.copyOf(membersKnown(last.communicator())),
        0);
  }
}
