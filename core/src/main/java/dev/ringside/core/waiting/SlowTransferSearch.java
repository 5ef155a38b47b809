package dev.ringside.core.waiting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds spans in which a tensor group's large messages take longer than the same ones did before,
 * though no rank is late: waiting is not in what is compared.
 *
 * <p>What a kind of call takes when all is well is the {@value #SOUND}-quantile of its slots, or
 * what is remembered of earlier ones. The span is the one whose passes lie furthest beyond half of
 * {@value #TIMES} times that, together; it must have {@value #PASSES} of them over {@link
 * StragglerSearch#SPAN_NS}, as many to compare with, and lie {@value #SIGMAS} standard errors away.
 */
public final class SlowTransferSearch {

  static final double TIMES = 1.5;
  static final long PASSES = 8;
  static final double SOUND = 0.25;
  static final double SIGMAS = 5;

  private static final double LOG_TIMES = Math.log(TIMES) / Math.log(2);

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
   * Passes of a span, and by how many octaves together they lie beyond what they took before.
   *
   * @param excess sum over the passes of the octaves beyond
   * @param score the same, less what a pass must lie beyond
   */
  private record Span(long from, long to, long passes, double excess, double score) {

    static final Span NONE = new Span(0, -1, 0, 0, 0);

    Span then(long slot, long morePasses, double more) {
      double ofSlot = more - morePasses * LOG_TIMES / 2;
      return score > 0
          ? new Span(from, slot, passes + morePasses, excess + more, score + ofSlot)
          : new Span(slot, slot, morePasses, more, ofSlot);
    }
  }

  private Optional<SlowTransfer> find(int stage) {
    Map<TransferKind, TransferSum> usual = usual(stage);
    Span best = Span.NONE;
    Span open = Span.NONE;
    for (Map.Entry<Long, Map<Integer, GroupWaits>> slot : waits.slots().entrySet()) {
      long passes = 0;
      double excess = 0;
      for (Map.Entry<TransferKind, TransferSum> one : of(slot.getValue(), stage).entrySet()) {
        TransferSum before = usual.get(one.getKey());
        if (before != null) {
          passes += one.getValue().passes();
          excess += one.getValue().passes() * (one.getValue().mean() - before.mean());
        }
      }
      open = passes == 0 ? open : open.then(slot.getKey(), passes, excess);
      best = open.score() > best.score() ? open : best;
    }
    return best.passes() < PASSES ? Optional.empty() : judged(stage, best, usual);
  }

  private Optional<SlowTransfer> judged(
      int stage, Span span, Map<TransferKind, TransferSum> usual) {
    Set<Object> carriers = new HashSet<>();
    long before = 0;
    double variance = 0;
    SortedMap<Long, Map<Integer, GroupWaits>> within =
        waits.slots().subMap(span.from(), true, span.to(), true);
    Set<TransferKind> kinds = new HashSet<>();
    within.values().forEach(groups -> kinds.addAll(of(groups, stage).keySet()));
    kinds.retainAll(usual.keySet());
    for (TransferKind kind : kinds) {
      TransferSum one = usual.get(kind);
      carriers.add(kind.transport());
      before += one.passes();
      variance = Math.max(variance, one.variance());
    }
    double mean = span.excess() / span.passes();
    double error = Math.sqrt((variance + 0.01) * (1.0 / span.passes() + 1.0 / before));
    long sinceNs = span.from() * waits.slotNs();
    long untilNs = (span.to() + 1) * waits.slotNs();
    return before >= PASSES
            && mean >= LOG_TIMES
            && mean >= SIGMAS * error
            && untilNs - sinceNs >= StragglerSearch.SPAN_NS
        ? Optional.of(
            new SlowTransfer(
                stage, sinceNs, untilNs, span.passes(), before, Math.pow(2, mean), carriers.size()))
        : Optional.empty();
  }

  private static Map<TransferKind, TransferSum> of(Map<Integer, GroupWaits> groups, int stage) {
    GroupWaits group = groups.get(stage);
    return group == null ? Map.of() : group.transfers();
  }

  /** What each kind of call took when all was well, as far as that is known. */
  private Map<TransferKind, TransferSum> usual(int stage) {
    Map<TransferKind, TreeMap<Double, TransferSum>> bySpeed = new HashMap<>();
    for (Map<Integer, GroupWaits> groups : waits.slots().values()) {
      of(groups, stage)
          .forEach(
              (kind, sum) ->
                  bySpeed
                      .computeIfAbsent(kind, k -> new TreeMap<>())
                      .merge(sum.mean(), sum, TransferSum::plus));
    }
    Map<TransferKind, TransferSum> usual = new HashMap<>();
    bySpeed.forEach(
        (kind, slots) -> {
          TransferSum remembered = known.containsKey(stage) ? known.get(stage).get(kind) : null;
          usual.put(kind, remembered == null ? fastest(slots) : remembered);
        });
    return usual;
  }

  /** The fastest slots, as many as make the quantile. */
  private static TransferSum fastest(TreeMap<Double, TransferSum> slots) {
    long all = slots.values().stream().mapToLong(TransferSum::passes).sum();
    TransferSum sum = TransferSum.NONE;
    for (TransferSum slot : slots.values()) {
      if (sum.passes() >= 2 * SOUND * all) {
        break;
      }
      sum = sum.plus(slot);
    }
    return sum;
  }
}
