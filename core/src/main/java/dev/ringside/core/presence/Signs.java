package dev.ringside.core.presence;

import dev.ringside.core.progress.Place;
import dev.ringside.core.progress.Progress;
import dev.ringside.core.progress.Standstill;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the live ranks of a replica said last, and what follows from it: whether they stand still,
 * and of which of them nothing is seen.
 *
 * <p>A replica is <em>busy</em> while batches with calls come for any of its ranks, no more than
 * {@value #SPELL_NS} ns apart: that time is added up, so that neither an idle night nor a pause
 * between requests makes a rank look unseen.
 *
 * <p>Most batches cost a look at their own rank: all ranks are walked over only where one may stand
 * still or be unseen.
 *
 * <p>State: of each rank its last progress, which has a bound on the wire. Cleared with the run of
 * the live agents. Not thread-safe.
 */
public final class Signs {

  /** Agents report each second: what is farther apart does not belong together. */
  static final long SPELL_NS = 10_000_000_000L;

  /** Ranks that may be looked at for one batch. */
  private static final int FEW = 16;

  /**
   * As data, for checkpoints.
   *
   * @param movedNs when the broker appended the last batch with calls, or with other progress than
   *     the rank's batch before
   * @param calledNs when it appended the last batch with calls
   * @param busyNs how long the replica has been busy, in all
   */
  public record State(long movedNs, long calledNs, long busyNs, Map<Integer, RankSigns> ranks) {

    public static final State NONE = new State(Long.MIN_VALUE, Long.MIN_VALUE, 0, Map.of());

    public State {
      ranks = Collections.unmodifiableSortedMap(new TreeMap<>(ranks));
    }
  }

  /**
   * A batch of a live rank.
   *
   * @param markNs the least of all times if it says nothing of time
   * @param calls true if it brings some, be they refused
   */
  public record Said(
      int rank,
      long appendedNs,
      long markNs,
      boolean calls,
      boolean midPass,
      boolean ended,
      Progress progress,
      Place place) {}

  private final SortedMap<Integer, RankSigns> ranks = new TreeMap<>();
  private long movedNs;
  private long calledNs;
  private long busyNs;
  private int waiting;
  private long leastBusyNs = Long.MIN_VALUE;
  private List<Integer> unseen = List.of();
  private int looks;

  Signs(State before) {
    movedNs = before.movedNs();
    calledNs = before.calledNs();
    busyNs = before.busyNs();
    ranks.putAll(before.ranks());
    waiting = (int) ranks.values().stream().filter(RankSigns::waits).count();
  }

  State state() {
    return new State(movedNs, calledNs, busyNs, ranks);
  }

  void hear(Said said) {
    if (said.calls()) {
      looks = unseen.contains(said.rank()) ? 0 : looks;
      long sinceNs = calledNs == Long.MIN_VALUE ? 0 : said.appendedNs() - calledNs;
      busyNs += sinceNs > 0 && sinceNs <= SPELL_NS ? sinceNs : 0;
      calledNs = Math.max(calledNs, said.appendedNs());
    }
    RankSigns before = ranks.get(said.rank());
    boolean again = before == null || said.appendedNs() - before.heardNs() > SPELL_NS;
    boolean moves = said.calls() || before == null || !before.progress().equals(said.progress());
    movedNs = moves ? Math.max(movedNs, said.appendedNs()) : movedNs;
    RankSigns now =
        new RankSigns(
            before == null ? said.appendedNs() : Math.max(before.heardNs(), said.appendedNs()),
            before == null ? said.markNs() : Math.max(before.markNs(), said.markNs()),
            said.calls() || again ? busyNs : before.busyNs(),
            said.midPass(),
            said.ended(),
            said.progress(),
            said.place());
    waiting += (now.waits() ? 1 : 0) - (before != null && before.waits() ? 1 : 0);
    ranks.put(said.rank(), now);
  }

  void clear() {
    ranks.clear();
    waiting = 0;
  }

  /** The last time by which all that report have said everything; the least if none does. */
  long markNs(long sinceNs) {
    return reporting(sinceNs).values().stream()
        .mapToLong(RankSigns::markNs)
        .min()
        .orElse(Long.MIN_VALUE);
  }

  private SortedMap<Integer, RankSigns> reporting(long sinceNs) {
    SortedMap<Integer, RankSigns> reporting = new TreeMap<>();
    ranks.forEach(
        (rank, signs) -> {
          if (signs.reports(sinceNs)) {
            reporting.put(rank, signs);
          }
        });
    return reporting;
  }

  /**
   * The call at which ranks have stood for {@code leastNs} at {@code nowNs} of the broker's time.
   *
   * @param sinceNs ranks that were heard since then report
   * @param expected ranks that must be there
   * @param passesKnown true if a whole pass of the replica has been seen
   */
  Optional<Standstill> standstill(
      long nowNs, long leastNs, long sinceNs, Collection<Integer> expected, boolean passesKnown) {
    boolean still = movedNs != Long.MIN_VALUE && nowNs - movedNs >= leastNs;
    if (!still && waiting == 0) {
      return Optional.empty();
    }
    SortedMap<Integer, RankSigns> reporting = reporting(sinceNs);
    List<Integer> silent = expected.stream().filter(rank -> !reporting.containsKey(rank)).toList();
    StandstillSearch search = new StandstillSearch(reporting, silent, passesKnown);
    Optional<Standstill> open = search.openCall(leastNs);
    if (open.isPresent() || reporting.isEmpty() || !still) {
      return open;
    }
    return search.ofAll().map(found -> found.lasting(nowNs - movedNs));
  }

  /**
   * Ranks whose agents report and of which no call has come while the others made calls for {@code
   * leastNs}; none while no rank makes any.
   */
  List<Integer> unseen(long nowNs, long leastNs) {
    boolean busy = calledNs != Long.MIN_VALUE && nowNs - calledNs <= SPELL_NS;
    if (!busy || (leastBusyNs != Long.MIN_VALUE && busyNs - leastBusyNs < leastNs)) {
      unseen = List.of();
      looks = 0;
    } else if (looks > 0) {
      looks--;
    } else {
      lookForUnseen(nowNs, leastNs);
      looks = ranks.size() / FEW;
    }
    return unseen;
  }

  /** Looks at all ranks: with thousands of them not after each batch, but after many. */
  private void lookForUnseen(long nowNs, long leastNs) {
    SortedMap<Integer, RankSigns> reporting = reporting(nowNs - SPELL_NS);
    leastBusyNs = reporting.values().stream().mapToLong(RankSigns::busyNs).min().orElse(busyNs);
    unseen =
        reporting.entrySet().stream()
            .filter(rank -> busyNs - rank.getValue().busyNs() >= leastNs)
            .map(Map.Entry::getKey)
            .toList();
  }

  /** Where a rank runs, as it said last. */
  Place placeOf(int rank) {
    RankSigns signs = ranks.get(rank);
    return signs == null ? Place.UNKNOWN : signs.place();
  }
}
