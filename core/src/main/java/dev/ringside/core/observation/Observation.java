package dev.ringside.core.observation;

import dev.ringside.core.account.Phase;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.pass.PhaseRule;
import dev.ringside.core.statistics.CallTally;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything seen of one replica over a span of time, by phase: how many passes of which shape, and
 * each rank's calls by kind. Mergeable; not thread-safe.
 */
public final class Observation {

  /** What a tally is kept by, rank aside. */
  public record Key(PhaseRule phase, CallKind kind) {}

  private final Map<PassShape, Long> passes;
  private final Map<Key, Map<Integer, CallTally>> tallies;

  public Observation() {
    this(new HashMap<>(), new HashMap<>());
  }

  /** An observation that goes on with these maps. */
  public Observation(Map<PassShape, Long> passes, Map<Key, Map<Integer, CallTally>> tallies) {
    this.passes = passes;
    this.tallies = tallies;
  }

  /** Adds {@code count} passes of the replica: the parts of all its ranks, which share a shape. */
  public void addPasses(PassShape shape, long count, Collection<BlockPart> parts) {
    passes.merge(shape, count, Long::sum);
    parts.forEach(part -> addCalls(shape.phase(), part));
  }

  /** Adds calls that belong to no pass. */
  public void addLoose(BlockPart calls) {
    addCalls(PhaseRule.UNKNOWN, calls);
  }

  private void addCalls(PhaseRule phase, BlockPart part) {
    PassBlock run = part.run();
    for (int kind = 0; kind < run.kinds().size(); kind++) {
      CallTally ofRank =
          tallies
              .computeIfAbsent(new Key(phase, run.kinds().get(kind)), key -> new TreeMap<>())
              .computeIfAbsent(part.rank(), rank -> new CallTally());
      run.tallies().get(kind).addTo(ofRank, part.from(), part.to());
    }
  }

  public Map<PassShape, Long> passes() {
    return passes;
  }

  public Map<Key, Map<Integer, CallTally>> tallies() {
    return tallies;
  }

  public long passes(Phase phase) {
    return passes.entrySet().stream()
        .filter(entry -> entry.getKey().phase().phase() == phase)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  public boolean isEmpty() {
    return passes.isEmpty() && tallies.isEmpty();
  }
}
