package dev.ringside.core.observation;

import dev.ringside.core.pass.Slip;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often passes slipped in one way, where and since when. Mergeable. Not thread-safe.
 *
 * <p>Bound: two numbers a rank and a bit a layer.
 */
public final class SlipCount {

  private Slip example;
  private final BitSet layers;
  private final TreeMap<Integer, OfRank> ranks;
  private long firstEndNs;

  /**
   * What one rank slipped.
   *
   * @param passes that have such a slip
   * @param calls of all of them
   */
  public record OfRank(long passes, long calls) {

    OfRank plus(OfRank other) {
      return new OfRank(passes + other.passes, calls + other.calls);
    }
  }

  SlipCount(Slip example) {
    this(example, new BitSet(), Map.of(), Long.MAX_VALUE);
  }

  /**
   * @param example the first of them
   * @param layers those in which it was, as far as they are known
   * @param firstEndNs end of the first pass that has one
   */
  public SlipCount(Slip example, BitSet layers, Map<Integer, OfRank> ranks, long firstEndNs) {
    this.example = example;
    this.layers = (BitSet) layers.clone();
    this.ranks = new TreeMap<>(ranks);
    this.firstEndNs = firstEndNs;
  }

  /** Adds a slip of {@code passes} passes of a rank that has no other of this kind in them. */
  void add(Slip slip, int rank, long passes, long endNs) {
    ranks.merge(rank, new OfRank(passes, passes * slip.count()), OfRank::plus);
    note(slip, endNs);
  }

  /** Adds another slip of passes that are counted already. */
  void addFurther(Slip slip, int rank, long passes, long endNs) {
    ranks.merge(rank, new OfRank(0, passes * slip.count()), OfRank::plus);
    note(slip, endNs);
  }

  private void note(Slip slip, long endNs) {
    if (slip.firstLayer() >= 0) {
      layers.set(slip.firstLayer(), slip.lastLayer() + 1);
    }
    if (endNs < firstEndNs) {
      example = slip;
      firstEndNs = endNs;
    }
  }

  void merge(SlipCount other) {
    layers.or(other.layers);
    other.ranks.forEach((rank, count) -> ranks.merge(rank, count, OfRank::plus));
    if (other.firstEndNs < firstEndNs) {
      example = other.example;
      firstEndNs = other.firstEndNs;
    }
  }

  public Slip example() {
    return example;
  }

  /** Layers of the model, counted from 0; empty if it was outside of them. */
  public BitSet layers() {
    return (BitSet) layers.clone();
  }

  /** By rank, ascending. */
  public Map<Integer, OfRank> ranks() {
    return new TreeMap<>(ranks);
  }

  public long firstEndNs() {
    return firstEndNs;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SlipCount that
        && example.equals(that.example)
        && layers.equals(that.layers)
        && ranks.equals(that.ranks)
        && firstEndNs == that.firstEndNs;
  }

  @Override
  public int hashCode() {
    return 31 * ranks.hashCode() + layers.hashCode();
  }
}
