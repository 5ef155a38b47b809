package dev.ringside.core.align;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * Finds which pass of the replica a rank's first pass is, by what ranks share: the ends of their
 * passes and T̂.
 *
 * <p>Ranks of a stage end a pass together, for its last call is one that they make together; so the
 * differences of their ends are their clocks' difference and hardly vary under the right numbers,
 * and under wrong ones they vary as passes do. A rank of a later stage ends a pass after one of an
 * earlier stage. The numbers that are chosen are, in this order:
 *
 * <ol>
 *   <li>those under which {@value #ENOUGH} passes or more fit and no others do: the differences
 *       vary {@value #CLEARLY} times less, and T̂ is equal. Passes that all take equally long fit
 *       under any numbers, and of a few one choice may fit better by chance: up to {@value #MANY}
 *       passes must say it more clearly, or the clocks must say the same; else more are waited for;
 *   <li>those under which the ends are nearest to each other, if they are near: clocks of servers
 *       that are kept in step differ by far less than a pass takes;
 *   <li>as a last resort, those under which the ends are nearest; where the two do not overlap, the
 *       first pass is taken to be the other rank's first.
 * </ol>
 */
public final class Alignment {

  /** Passes whose rhythm tells right numbers from wrong ones. */
  public static final int ENOUGH = 8;

  static final int CLEARLY = 4;

  /** From so many passes on {@link #CLEARLY} is enough: by chance that is one look in a million. */
  static final int MANY = 32;

  /** Passes of the rank that are looked at. */
  public static final int MOST_OWN = 64;

  private static final long CLOCK_NS = 50_000_000;
  private static final long SURE_CLOCK_NS = 20_000_000;

  private final PassTrack own;
  private final PassTrack other;
  private final int stagesAhead;
  private final long intervalNs;

  /**
   * @param own the rank's passes under their own numbers, moved by what its clock is known to be
   *     behind
   * @param other passes of a rank whose numbers are known, moved in the same way
   * @param stagesAhead how many stages later than the other the rank is
   */
  public Alignment(PassTrack own, PassTrack other, int stagesAhead) {
    this.own = own;
    this.other = other;
    this.stagesAhead = stagesAhead;
    this.intervalNs = Math.max(own.intervalNs(), other.intervalNs());
  }

  /**
   * How the passes lie under one choice of numbers.
   *
   * @param at the number, counted from the other's first, of the rank's first pass
   * @param overlap passes that both have
   * @param mismatches of them, with T̂ visible and different
   * @param differenceNs median of own end − other's end
   * @param scatterNs median distance from that
   */
  private record Fit(int at, int overlap, int mismatches, long differenceNs, long scatterNs) {}

  /**
   * What to add to the rank's own pass numbers; empty if that is not clear yet.
   *
   * @param atLast no more will be known: the best guess is taken
   */
  public OptionalLong offset(boolean atLast) {
    if (own.isEmpty() || other.isEmpty()) {
      return OptionalLong.empty();
    }
    Fit nearest = nearest();
    if (nearest != null && isNear(nearest) && isBetterThanItsNeighbours(nearest)) {
      return offset(nearest.at());
    }
    List<Fit> best = best();
    if (best.size() > 1 && isClear(best.get(0), best.get(1))) {
      return offset(best.get(0), best.get(1), nearest, atLast);
    }
    if (nearest != null && (atLast || isNear(nearest))) {
      return offset(nearest.at());
    }
    return atLast ? offset(0) : OptionalLong.empty();
  }

  /** One choice fits best; empty if that may be chance. */
  private OptionalLong offset(Fit best, Fit second, Fit nearest, boolean atLast) {
    boolean clocksAgree = nearest != null && isNear(nearest) && nearest.at() == best.at();
    return atLast || clocksAgree || isClear(best, second, timesFor(best))
        ? offset(best.at())
        : OptionalLong.empty();
  }

  /** True if both have enough passes to tell right numbers from wrong ones by their rhythm. */
  boolean isEnough() {
    return own.size() >= ENOUGH && other.size() >= ENOUGH;
  }

  /** The same, only if one choice fits and no other does. */
  public OptionalLong clearOffset() {
    Fit only = onlyOneThatFits();
    return only == null ? OptionalLong.empty() : offset(only.at());
  }

  private OptionalLong offset(int at) {
    return OptionalLong.of(other.firstIndex() + at - own.firstIndex());
  }

  /** Then there is no need to look at all others. */
  private boolean isBetterThanItsNeighbours(Fit fit) {
    return fit.overlap() >= ENOUGH
        && isClear(fit, fit(fit.at() - 1))
        && isClear(fit, fit(fit.at() + 1));
  }

  private boolean isClear(Fit best, Fit second) {
    return isClear(best, second, CLEARLY);
  }

  private boolean isClear(Fit best, Fit second, int times) {
    return best.mismatches() == 0
        && best.scatterNs() <= intervalNs / 8
        && second.scatterNs() / times > Math.max(1, best.scatterNs());
  }

  /** The fewer passes, the more often one of many choices fits that much better by chance. */
  private static int timesFor(Fit fit) {
    if (fit.overlap() >= MANY) {
      return CLEARLY;
    }
    return fit.overlap() >= MANY / 2 ? 2 * CLEARLY : 8 * CLEARLY;
  }

  private Fit onlyOneThatFits() {
    List<Fit> best = best();
    return best.size() > 1 && isClear(best.get(0), best.get(1)) ? best.get(0) : null;
  }

  /** All choices of numbers with enough passes in common, those that fit best first. */
  private List<Fit> best() {
    List<Fit> fits = new ArrayList<>();
    if (isEnough()) {
      int enough = Math.max(ENOUGH, Math.min(own.size(), other.size()) / 2);
      for (int at = enough - own.size(); at <= other.size() - enough; at++) {
        fits.add(fit(at));
      }
      fits.sort(Comparator.comparingLong(Fit::scatterNs));
    }
    return fits;
  }

  /** Under which the ends are nearest; of a later stage, nearest after the other's. */
  private Fit nearest() {
    if (own.endNs(own.size() - 1) < other.endNs(0) - slackNs()
        || own.endNs(0) > other.endNs(other.size() - 1) + slackNs() + intervalNs * reach()) {
      return null;
    }
    int middle = guess();
    Fit best = null;
    for (int at = middle - 2 - reach(); at <= middle + 2 + reach(); at++) {
      Fit fit = fit(at);
      boolean better = fit.overlap() > 0 && isInOrder(fit) && (best == null || precedes(fit, best));
      best = better ? fit : best;
    }
    return best;
  }

  private int reach() {
    return Math.abs(stagesAhead);
  }

  private static boolean precedes(Fit fit, Fit best) {
    return Comparator.comparingInt(Fit::mismatches)
            .thenComparingLong(f -> Math.abs(f.differenceNs()))
            .compare(fit, best)
        < 0;
  }

  private boolean isInOrder(Fit fit) {
    return stagesAhead == 0
        || (stagesAhead > 0 ? fit.differenceNs() >= -slackNs() : fit.differenceNs() <= slackNs());
  }

  /** Where the rank's first pass would be by its end alone. */
  private int guess() {
    return own.endNs(0) >= other.endNs(0)
        ? other.endedBefore(own.endNs(0))
        : -own.endedBefore(other.endNs(0));
  }

  private long slackNs() {
    return Math.min(intervalNs / 4, CLOCK_NS);
  }

  private boolean isNear(Fit fit) {
    if (fit.mismatches() > 0 || intervalNs == 0) {
      return false;
    }
    if (stagesAhead != 0) {
      return Math.abs(fit.differenceNs()) <= intervalNs * reach();
    }
    long sure = Math.min(intervalNs / 16, SURE_CLOCK_NS);
    return Math.abs(fit.differenceNs()) <= (fit.overlap() >= ENOUGH ? slackNs() : sure);
  }

  private Fit fit(int at) {
    int from = Math.max(0, -at);
    int to = Math.min(own.size(), other.size() - at);
    int overlap = Math.max(0, to - from);
    if (overlap == 0) {
      return new Fit(at, 0, 0, 0, 0);
    }
    int mismatches = 0;
    long[] differences = new long[overlap];
    for (int i = from; i < to; i++) {
      differences[i - from] = own.endNs(i) - other.endNs(at + i);
      long mine = own.tokens(i);
      long theirs = other.tokens(at + i);
      mismatches += mine >= 0 && theirs >= 0 && mine != theirs ? 1 : 0;
    }
    Arrays.sort(differences);
    long middle = differences[overlap / 2];
    for (int i = 0; i < overlap; i++) {
      differences[i] = Math.abs(differences[i] - middle);
    }
    Arrays.sort(differences);
    return new Fit(at, overlap, mismatches, middle, differences[overlap / 2]);
  }
}
