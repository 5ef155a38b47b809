package dev.ringside.core.waiting;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Finds ranks that come late again and again.
 *
 * <p>In a sound group of n ranks none is late in most passes, and of the late passes each rank has
 * 1/n. Of a span of slots, the evidence against a rank is the logarithm of how much likelier its
 * late passes are if it has {@value #SICK} of them than if it has 1/n (a sign test: passes in which
 * none is late do not count); the span with the most is looked at. Passes that follow one another
 * are not independent, since what slows one slows the next, so that evidence counts half. What is
 * said needs all of:
 *
 * <ul>
 *   <li>evidence of {@value #EVIDENCE}, by chance one span in e^{@value #EVIDENCE}; half of it for
 *       a rank of which it was said in the window before;
 *   <li>{@value #PASSES} passes over {@link #SPAN_NS}, the rank late in half of them;
 *   <li>an effect: all others wait for it {@value #SHARE} of the time, or {@value #DRIVER_SHARE}
 *       for the first rank of all in one call of a pass, for engines let it prepare the step.
 * </ul>
 *
 * <p>Cost: slots × ranks.
 */
public final class StragglerSearch {

  static final double SICK = 0.8;
  static final double EVIDENCE = 10;
  static final long PASSES = 30;
  static final long SPAN_NS = 3_000_000_000L;
  static final double SHARE = 0.01;
  static final double DRIVER_SHARE = 0.1;

  private static final double DEPENDENCE = 0.5;

  private final Waits waits;

  public StragglerSearch(Waits waits) {
    this.waits = waits;
  }

  /** A span of slots, both ends included, and the evidence in it. */
  private record Span(long from, long to, double evidence) {}

  /**
   * The ranks that are late, by stage and place.
   *
   * @param known by stage and place, who was late before: asked for less
   */
  public List<Straggler> find(Known known) {
    TreeSet<Integer> stages = new TreeSet<>();
    waits.slots().values().forEach(groups -> stages.addAll(groups.keySet()));
    List<Straggler> found = new ArrayList<>();
    for (int stage : stages) {
      int ranks =
          waits.slots().values().stream()
              .map(groups -> groups.get(stage))
              .mapToInt(group -> group == null ? 0 : group.ranks())
              .max()
              .orElse(0);
      for (int place = 0; place < ranks; place++) {
        find(stage, place, ranks, known.isLate(stage, place)).ifPresent(found::add);
      }
    }
    return found;
  }

  /** Who was late before. */
  @FunctionalInterface
  public interface Known {

    /** None was. */
    Known NONE = (stage, place) -> false;

    boolean isLate(int stage, int place);
  }

  private Optional<Straggler> find(int stage, int place, int ranks, boolean known) {
    Span best = best(stage, place, ranks);
    if (best.evidence() < (known ? EVIDENCE / 2 : EVIDENCE)) {
      return Optional.empty();
    }
    Straggler one = describe(stage, place, ranks, best);
    long leastPasses = known ? PASSES / 2 : PASSES;
    long leastNs = known ? 0 : SPAN_NS;
    boolean driver = stage == 0 && place == 0 && one.beginsLate();
    double leastShare = (driver ? DRIVER_SHARE : SHARE) * (known ? 0.5 : 1);
    return one.passes() >= leastPasses
            && 2 * one.late() >= one.passes()
            && one.untilNs() - one.sinceNs() >= leastNs
            && one.share() >= leastShare
        ? Optional.of(one)
        : Optional.empty();
  }

  /** The span with the largest sum (Kadane). */
  private Span best(int stage, int place, int ranks) {
    double gain = DEPENDENCE * Math.log(SICK * ranks);
    double loss = DEPENDENCE * Math.log((1 - SICK) * ranks / (ranks - 1.0));
    Span best = new Span(0, -1, 0);
    Span open = best;
    for (Map.Entry<Long, Map<Integer, GroupWaits>> slot : waits.slots().entrySet()) {
      GroupWaits group = slot.getValue().get(stage);
      if (group == null) {
        continue;
      }
      long late = group.late(place);
      double sum =
          Math.max(0, open.evidence()) + late * gain + (group.waits().calls() - late) * loss;
      long from = open.evidence() > 0 ? open.from() : slot.getKey();
      open = new Span(from, slot.getKey(), sum);
      best = open.evidence() > best.evidence() ? open : best;
    }
    return best;
  }

  private Straggler describe(int stage, int place, int ranks, Span span) {
    GroupWaits sum = new GroupWaits(ranks);
    waits
        .slots()
        .subMap(span.from(), true, span.to(), true)
        .values()
        .forEach(
            groups -> {
              if (groups.containsKey(stage)) {
                sum.merge(groups.get(stage));
              }
            });
    GroupWaits.Counts counts = sum.counts();
    long late = counts.late()[place];
    long sinceNs = counts.firstLateNs()[place];
    long untilNs = counts.lastLateNs()[place];
    double waitNs = sum.waits().durations().quantile(0.5) * late;
    return new Straggler(
        stage,
        place,
        sinceNs,
        untilNs,
        sum.passes(),
        late,
        Math.min(counts.inOneCall(), late),
        Math.round(sum.waits().durations().quantile(0.5)),
        Math.round(sum.waits().durations().quantile(0.9)),
        Math.min(1, waitNs / Math.max(1, untilNs - sinceNs)));
  }
}
