package dev.ringside.core.waiting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds spans in which a tensor group's large messages take longer than such messages did before,
 * though no rank is late: waiting is not in what is compared.
 *
 * <p>A call of B bytes takes no longer than one of more bytes, and no longer than one of fewer by
 * their ratio. So the fastest calls of any sizes bound what calls of this size take when all is
 * well; by how many octaves a pass lies beyond that bound is its <em>excess</em>. The span is the
 * one whose passes lie furthest beyond what is usual plus half of {@value #TIMES} times that. It
 * must have {@value #PASSES} passes over {@link StragglerSearch#SPAN_NS}, there must be as many
 * outside of it, and in the mean its calls take {@value #TIMES} times as long as those, {@value
 * #SIGMAS} standard errors away.
 */
public final class SlowTransferSearch {

  static final double TIMES = 1.5;
  static final long PASSES = 8;
  static final double SIGMAS = 5;

  private static final double LOG_TIMES = Math.log(TIMES) / Math.log(2);

  /** Of the slots: of what is slow for two thirds of the time nothing can be said. */
  private static final double USUAL = 0.25;

  private final Waits waits;
  private final Map<Integer, ? extends Map<TransferKind, TransferSum>> known;

  /**
   * @param known what calls took before, by stage
   */
  public SlowTransferSearch(
      Waits waits, Map<Integer, ? extends Map<TransferKind, TransferSum>> known) {
    this.waits = waits;
    this.known = known;
  }

  /** At most one span of each stage. */
  public List<SlowTransfer> find() {
    Set<Integer> stages = new TreeSet<>();
    waits.slots().values().forEach(groups -> stages.addAll(groups.keySet()));
    List<SlowTransfer> found = new ArrayList<>();
    stages.forEach(stage -> find(stage).ifPresent(found::add));
    return found;
  }

  /**
   * Passes and their excess.
   *
   * @param sum of octaves
   * @param squares sum of their squares
   */
  private record Excess(long passes, double sum, double squares) {

    static final Excess NONE = new Excess(0, 0, 0);

    /** Of what calls of several kinds took. */
    static Excess of(Map<TransferKind, TransferSum> calls, Map<TransferKind, Double> bounds) {
      Excess all = NONE;
      for (Map.Entry<TransferKind, TransferSum> one : calls.entrySet()) {
        TransferSum took = one.getValue();
        double bound = bounds.get(one.getKey());
        all =
            all.plus(
                new Excess(
                    took.passes(), took.passes() * (took.mean() - bound), took.squaresFrom(bound)));
      }
      return all;
    }

    Excess plus(Excess other) {
      return new Excess(passes + other.passes, sum + other.sum, squares + other.squares);
    }

    double mean() {
      return passes == 0 ? 0 : sum / passes;
    }

    /** Sum of squared distances from the mean. */
    double scatter() {
      return Math.max(0, squares - passes * mean() * mean());
    }
  }

  /** Slots, both ends included, and how far they lie beyond what is usual. */
  private record Span(long from, long to, double score) {

    Span then(long slot, double ofSlot) {
      return score > 0 ? new Span(from, slot, score + ofSlot) : new Span(slot, slot, ofSlot);
    }
  }

  private Optional<SlowTransfer> find(int stage) {
    Map<TransferKind, TransferSum> before = known.containsKey(stage) ? known.get(stage) : Map.of();
    Map<TransferKind, Double> bounds = bounds(stage, before);
    TreeMap<Long, Excess> slots = new TreeMap<>();
    waits
        .slots()
        .forEach(
            (slot, groups) -> {
              if (!of(groups, stage).isEmpty()) {
                slots.put(slot, Excess.of(of(groups, stage), bounds));
              }
            });
    Excess remembered = Excess.of(before, bounds);
    double usual = remembered.passes() >= PASSES ? remembered.mean() : usual(slots);
    Span best = new Span(0, -1, 0);
    Span open = best;
    for (Map.Entry<Long, Excess> slot : slots.entrySet()) {
      Excess of = slot.getValue();
      open = open.then(slot.getKey(), of.sum() - of.passes() * (usual + LOG_TIMES / 2));
      best = open.score() > best.score() ? open : best;
    }
    return judged(stage, best, slots, remembered);
  }

  private Optional<SlowTransfer> judged(
      int stage, Span span, TreeMap<Long, Excess> slots, Excess remembered) {
    Excess inside = Excess.NONE;
    Excess outside = remembered;
    for (Map.Entry<Long, Excess> slot : slots.entrySet()) {
      boolean in = slot.getKey() >= span.from() && slot.getKey() <= span.to();
      inside = in ? inside.plus(slot.getValue()) : inside;
      outside = in ? outside : outside.plus(slot.getValue());
    }
    long sinceNs = span.from() * waits.slotNs();
    long untilNs = (span.to() + 1) * waits.slotNs();
    double more = inside.mean() - outside.mean();
    boolean enough =
        inside.passes() >= PASSES
            && outside.passes() >= PASSES
            && untilNs - sinceNs >= StragglerSearch.SPAN_NS;
    return enough && more >= LOG_TIMES && more >= SIGMAS * error(inside, outside)
        ? Optional.of(
            new SlowTransfer(
                stage,
                sinceNs,
                untilNs,
                inside.passes(),
                outside.passes(),
                Math.pow(2, more),
                carriers(stage, span)))
        : Optional.empty();
  }

  private static double error(Excess inside, Excess outside) {
    double variance =
        (inside.scatter() + outside.scatter()) / (inside.passes() + outside.passes() - 2.0);
    return Math.sqrt(variance * (1.0 / inside.passes() + 1.0 / outside.passes()));
  }

  private int carriers(int stage, Span span) {
    Set<Object> carriers = new HashSet<>();
    waits
        .slots()
        .subMap(span.from(), true, span.to(), true)
        .values()
        .forEach(
            groups -> of(groups, stage).keySet().forEach(kind -> carriers.add(kind.transport())));
    return carriers.size();
  }

  private static Map<TransferKind, TransferSum> of(Map<Integer, GroupWaits> groups, int stage) {
    GroupWaits group = groups.get(stage);
    return group == null ? Map.of() : group.transfers();
  }

  /** The mean excess of the slot that a quarter of the passes lie below. */
  private static double usual(TreeMap<Long, Excess> slots) {
    List<Excess> ordered = new ArrayList<>(slots.values());
    ordered.sort((a, b) -> Double.compare(a.mean(), b.mean()));
    long all = ordered.stream().mapToLong(Excess::passes).sum();
    long seen = 0;
    for (Excess slot : ordered) {
      seen += slot.passes();
      if (seen >= USUAL * all) {
        return slot.mean();
      }
    }
    return 0;
  }

  /** Of each kind, the least that its own slots and those of other sizes leave it. */
  private Map<TransferKind, Double> bounds(int stage, Map<TransferKind, TransferSum> before) {
    Map<TransferKind, Double> fastest = new HashMap<>();
    before.forEach((kind, sum) -> fastest.merge(kind, sum.mean(), Math::min));
    for (Map<Integer, GroupWaits> groups : waits.slots().values()) {
      of(groups, stage).forEach((kind, sum) -> fastest.merge(kind, sum.mean(), Math::min));
    }
    Map<TransferKind, Double> bounds = new HashMap<>();
    for (TransferKind kind : fastest.keySet()) {
      double least = Double.POSITIVE_INFINITY;
      for (Map.Entry<TransferKind, Double> other : fastest.entrySet()) {
        if (kind.isLike(other.getKey())) {
          double larger = Math.max(0, kind.logBytes() - other.getKey().logBytes());
          least = Math.min(least, other.getValue() + larger);
        }
      }
      bounds.put(kind, least);
    }
    return bounds;
  }
}
