package dev.ringside.core.pass;

import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.statistics.TallyRows;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive passes of one rank that are alike: the same T̂ and R, the same kinds of calls, the
 * same slips, all complete or none. A decoding rank's batch is one or two runs, however many passes
 * it holds.
 *
 * <p>Each pass keeps its own end, counts and histograms, since which window it belongs to is known
 * only when all ranks' parts are joined; they lie side by side, so that those that do share a
 * window are summed in one go. Nothing of it is to be changed.
 */
public final class PassBlock {

  private final int rank;
  private final long firstIndex;
  private final StepSizes sizes;
  private final boolean complete;
  private final List<Slip> slips;
  private final long[] endsNs;
  private final List<CallKind> kinds;
  private final List<TallyRows> tallies;

  /**
   * @param firstIndex of the first pass; those after it count on. {@link ForwardPass#NO_INDEX} for
   *     calls in no pass, which are a run of one
   * @param sizes T̂ and R of each, −1 where not visible, and what else its calls' sizes follow from
   * @param slips where each is not what its deployment's sentence says
   * @param endsNs end of each pass's last call
   * @param tallies of each kind, a row a pass
   */
  public PassBlock(
      int rank,
      long firstIndex,
      StepSizes sizes,
      boolean complete,
      List<Slip> slips,
      long[] endsNs,
      List<CallKind> kinds,
      List<TallyRows> tallies) {
    this.rank = rank;
    this.firstIndex = firstIndex;
    this.sizes = sizes;
    this.complete = complete;
    this.slips = List.copyOf(slips);
    this.endsNs = endsNs;
    this.kinds = kinds;
    this.tallies = tallies;
  }

  /** Passes that are what they should be. */
  public PassBlock(
      int rank,
      long firstIndex,
      StepSizes sizes,
      boolean complete,
      long[] endsNs,
      List<CallKind> kinds,
      List<TallyRows> tallies) {
    this(rank, firstIndex, sizes, complete, List.of(), endsNs, kinds, tallies);
  }

  /** These passes of one rank, in their order, as few runs as they make. */
  public static List<PassBlock> of(List<ForwardPass> passes) {
    PassBlockBuilder runs = new PassBlockBuilder();
    passes.forEach(runs::add);
    return runs.take();
  }

  /** The same passes under other numbers. */
  public PassBlock at(long otherFirstIndex) {
    return firstIndex == otherFirstIndex
        ? this
        : new PassBlock(rank, otherFirstIndex, sizes, complete, slips, endsNs, kinds, tallies);
  }

  /** The same passes, of which other ranks say other numbers; what is wrong is added. */
  public PassBlock corrected(StepSizes others, List<Slip> more) {
    List<Slip> all = new ArrayList<>(slips);
    all.addAll(more);
    List<Slip> kept = all.subList(0, Math.min(all.size(), Slip.MOST));
    return new PassBlock(rank, firstIndex, others, complete, kept, endsNs, kinds, tallies);
  }

  /** The passes {@code from} to {@code to} (exclusive), counted from the first, copied. */
  public PassBlock copyOf(int from, int to) {
    long[] ends = new long[to - from];
    System.arraycopy(endsNs, from, ends, 0, ends.length);
    List<TallyRows> some = tallies.stream().map(rows -> rows.copyOf(from, to)).toList();
    return new PassBlock(rank, firstIndex + from, sizes, complete, slips, ends, kinds, some);
  }

  /** All of it, as a part. */
  public BlockPart whole() {
    return new BlockPart(this, 0, size());
  }

  public int size() {
    return endsNs.length;
  }

  public boolean isLoose() {
    return firstIndex == ForwardPass.NO_INDEX;
  }

  public int rank() {
    return rank;
  }

  public long firstIndex() {
    return firstIndex;
  }

  /** One past the number of the last pass. */
  public long endIndex() {
    return firstIndex + size();
  }

  public StepSizes sizes() {
    return sizes;
  }

  public long tokens() {
    return sizes.tokens();
  }

  public long rows() {
    return sizes.rows();
  }

  public boolean complete() {
    return complete;
  }

  /** Where each of the passes is not what its deployment's sentence says. */
  public List<Slip> slips() {
    return slips;
  }

  /** End of the last call of the {@code i}-th pass. */
  public long endNs(int i) {
    return endsNs[i];
  }

  public List<CallKind> kinds() {
    return kinds;
  }

  /** Of each kind, in their order. */
  public List<TallyRows> tallies() {
    return tallies;
  }
}
