package dev.ringside.core.explain;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.observation.SlipCount;
import java.util.BitSet;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** Where and since when passes slip, in words. */
final class SlipPlace {

  private final Deployment deployment;
  private final int replica;
  private final SlipCount count;
  private final SlipCount.OfRank most;

  SlipPlace(Deployment deployment, int replica, SlipCount count) {
    this.deployment = deployment;
    this.replica = replica;
    this.count = count;
    this.most =
        count.ranks().values().stream()
            .max(
                (one, other) ->
                    one.passes() == other.passes()
                        ? Long.compare(one.calls(), other.calls())
                        : Long.compare(one.passes(), other.passes()))
            .orElse(new SlipCount.OfRank(0, 0));
  }

  /** Of the rank that has most of them. */
  long passes() {
    return most.passes();
  }

  /** Rounded up where passes differ. */
  long callsAPass() {
    return most.passes() == 0 ? most.calls() : (most.calls() + most.passes() - 1) / most.passes();
  }

  /**
   * {@code , one in each of layers 0 to 31}; where it is not sure in which, {@code , somewhere}.
   */
  String layers() {
    BitSet layers = count.layers();
    if (layers.isEmpty()) {
      return " (%s)".formatted(count.example().purpose().label());
    }
    if (layers.cardinality() == 1) {
      return ", in layer " + layerNumbers();
    }
    String where = "layers " + layerNumbers();
    if (callsAPass() == layers.cardinality()) {
      return ", one in each of " + where;
    }
    return count.example().isInOneLayer()
        ? ", in %s and further ones".formatted(where)
        : ", somewhere in " + where;
  }

  /** {@code 0 to 3, 7}. */
  String layerNumbers() {
    BitSet layers = count.layers();
    StringJoiner ranges = new StringJoiner(", ");
    for (int from = layers.nextSetBit(0); from >= 0; ) {
      int to = layers.nextClearBit(from);
      ranges.add(to - from == 1 ? String.valueOf(from) : from + " to " + (to - 1));
      from = layers.nextSetBit(to);
    }
    return ranges.toString();
  }

  /** Empty for all ranks of the replica. */
  List<Integer> listedRanks() {
    List<Integer> ranks = List.copyOf(count.ranks().keySet());
    return isOfAll(ranks) ? List.of() : ranks;
  }

  private boolean isOfAll(List<Integer> ranks) {
    return ranks.equals(deployment.layout().ranksOfReplica(replica));
  }

  String ranks() {
    List<Integer> ranks = List.copyOf(count.ranks().keySet());
    if (isOfAll(ranks)) {
      return ranks.size() == 1 ? "the only rank" : "all %d ranks".formatted(ranks.size());
    }
    return (ranks.size() == 1 ? "rank " : "ranks ")
        + ranks.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  long sinceNs() {
    return count.firstEndNs();
  }

  /** Of the rank that has most of them. */
  long mostCalls(SlipCount other) {
    return other.ranks().values().stream().mapToLong(SlipCount.OfRank::calls).max().orElse(0);
  }
}
