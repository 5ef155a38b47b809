package dev.ringside.core.observation;

import dev.ringside.core.account.PassCounts;
import dev.ringside.core.account.Phase;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.pass.PhaseRule;
import dev.ringside.core.pass.Slip;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.waiting.Waits;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Everything seen of one replica over a span of time, by phase: how many passes of which shape, and
 * each rank's calls by kind. Mergeable: merging equals entering everything in one. Not thread-safe.
 *
 * @param passes how many of each shape
 * @param tallies by rank, ascending
 * @param slips where passes are not what their deployment's sentence says, at most {@link
 *     #MOST_SLIPS} kinds
 * @param since of each kind of call, when the first pass with one ended, in nanoseconds since 1970
 * @param waits how ranks waited for each other
 */
public record Observation(
    Map<PassShape, Long> passes,
    Map<Observation.Key, Map<Integer, CallTally>> tallies,
    Map<SlipKey, SlipCount> slips,
    Map<Observation.Key, Long> since,
    Waits waits) {

  /** Kinds of slips that are kept apart; further ones are counted together. */
  static final int MOST_SLIPS = 64;

  /** What a rank's calls are counted by. */
  public record Key(PhaseRule phase, CallKind kind) {}

  public Observation() {
    this(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>(), new Waits());
  }

  /** Adds {@code count} passes of the replica: the parts of all its ranks, which share a shape. */
  public void addPasses(PassShape shape, long count, Collection<BlockPart> parts) {
    passes.merge(shape, count, Long::sum);
    parts.forEach(part -> addCalls(shape.phase(), part));
    parts.forEach(this::addSlips);
  }

  private void addSlips(BlockPart part) {
    if (part.block().slips().isEmpty()) {
      return;
    }
    Set<SlipKey> counted = new HashSet<>();
    Optional<SlipKey> only = onlyKind(part.block().slips());
    for (Slip slip : part.block().slips()) {
      SlipKey key = keptAs(only.orElseGet(() -> SlipKey.of(slip)));
      SlipCount count = slips.computeIfAbsent(key, k -> new SlipCount(slip));
      if (counted.add(key)) {
        count.add(slip, part.rank(), part.size(), part.endNs(0));
      } else {
        count.addFurther(slip, part.rank(), part.size(), part.endNs(0));
      }
    }
  }

  /** What is wrong with a pass if it is one thing: then it is that of the uncounted slips, too. */
  private static Optional<SlipKey> onlyKind(List<Slip> slips) {
    Set<SlipKey> kinds = slips.stream().map(SlipKey::of).collect(Collectors.toSet());
    boolean more = kinds.remove(SlipKey.MORE);
    return more && kinds.size() == 1 ? kinds.stream().findFirst() : Optional.empty();
  }

  private SlipKey keptAs(SlipKey key) {
    return slips.containsKey(key) || slips.size() < MOST_SLIPS ? key : SlipKey.MORE;
  }

  /** Adds calls that belong to no pass. */
  public void addLoose(BlockPart calls) {
    addCalls(PhaseRule.UNKNOWN, calls);
  }

  private void addCalls(PhaseRule phase, BlockPart part) {
    PassBlock block = part.block();
    for (int kind = 0; kind < block.kinds().size(); kind++) {
      CallTally ofRank = tally(new Key(phase, block.kinds().get(kind)), part);
      block.tallies().get(kind).addTo(ofRank, part.from(), part.to());
    }
  }

  private CallTally tally(Key key, BlockPart part) {
    Map<Integer, CallTally> byRank = tallies.get(key);
    if (byRank == null) {
      byRank = new TreeMap<>();
      tallies.put(key, byRank);
      since.put(key, part.endNs(0));
    }
    return byRank.computeIfAbsent(part.rank(), r -> new CallTally());
  }

  private CallTally tally(Key key, int rank) {
    return tallies
        .computeIfAbsent(key, k -> new TreeMap<>())
        .computeIfAbsent(rank, r -> new CallTally());
  }

  /** Adds all of {@code other}, which stays as it is. */
  public void merge(Observation other) {
    other.passes.forEach((shape, count) -> passes.merge(shape, count, Long::sum));
    other.tallies.forEach(
        (key, byRank) -> byRank.forEach((rank, tally) -> tally(key, rank).merge(tally)));
    other.slips.forEach(
        (key, count) ->
            slips.computeIfAbsent(keptAs(key), k -> new SlipCount(count.example())).merge(count));
    other.since.forEach((key, ns) -> since.merge(key, ns, Math::min));
    waits.merge(other.waits);
  }

  /** The passes by phase. */
  public PassCounts passCounts() {
    PassCounts counts = PassCounts.NONE;
    for (Map.Entry<PassShape, Long> entry : passes.entrySet()) {
      Phase phase = entry.getKey().phase().phase();
      counts = counts.plus(PassCounts.of(phase, entry.getValue()));
    }
    return counts;
  }

  public long calls() {
    return tallies.values().stream()
        .flatMap(byRank -> byRank.values().stream())
        .mapToLong(CallTally::calls)
        .sum();
  }

  /** Ranks with calls, ascending. */
  public List<Integer> ranks() {
    TreeSet<Integer> ranks = new TreeSet<>();
    tallies.values().forEach(byRank -> ranks.addAll(byRank.keySet()));
    return List.copyOf(ranks);
  }

  public boolean isEmpty() {
    return passes.isEmpty() && tallies.isEmpty();
  }
}
