package dev.ringside.core.pass;

import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.statistics.CallTally;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One rank's part in one forward pass, rebuilt from its calls.
 *
 * @param index counts this rank's passes from 0 since its stream began; {@link #NO_INDEX} for calls
 *     that no layout orders into passes
 * @param sizes T̂ and R, tokens on the wire (padding included) and logits rows, each −1 if not
 *     visible, and what else its calls' sizes follow from
 * @param endNs end of the last call
 * @param complete false if the recording cut the pass off
 * @param tallies its calls by kind; not to be changed
 * @param slips where it is not what its deployment's sentence says, {@link Slip#MOST} at most
 */
public record ForwardPass(
    int rank,
    long index,
    StepSizes sizes,
    long endNs,
    boolean complete,
    Map<CallKind, CallTally> tallies,
    List<Slip> slips) {

  public static final long NO_INDEX = -1;
  public static final long NOT_VISIBLE = -1;

  public ForwardPass {
    tallies = Collections.unmodifiableMap(tallies);
    slips = List.copyOf(slips);
  }

  /** A pass that is what it should be. */
  public ForwardPass(
      int rank,
      long index,
      StepSizes sizes,
      long endNs,
      boolean complete,
      Map<CallKind, CallTally> tallies) {
    this(rank, index, sizes, endNs, complete, tallies, List.of());
  }

  /** A pass of which no more than T̂ and R matters. */
  public ForwardPass(
      int rank,
      long index,
      long tokens,
      long rows,
      long endNs,
      boolean complete,
      Map<CallKind, CallTally> tallies) {
    this(rank, index, new StepSizes(tokens, rows), endNs, complete, tallies);
  }

  public long tokens() {
    return sizes.tokens();
  }

  public long rows() {
    return sizes.rows();
  }

  /** The same pass, of which other sizes are known. */
  public ForwardPass sized(StepSizes others) {
    return others.equals(sizes)
        ? this
        : new ForwardPass(rank, index, others, endNs, complete, tallies, slips);
  }

  /** The same pass, in which something more is wrong. */
  public ForwardPass with(Slip slip) {
    List<Slip> all = new ArrayList<>(slips);
    if (all.size() < Slip.MOST) {
      all.add(slip);
    }
    return new ForwardPass(rank, index, sizes, endNs, complete, tallies, all);
  }

  /** The same pass with tallies of its own. */
  public ForwardPass copy() {
    Map<CallKind, CallTally> copies = new HashMap<>();
    tallies.forEach((kind, tally) -> copies.put(kind, tally.copy()));
    return new ForwardPass(rank, index, sizes, endNs, complete, copies, slips);
  }

  public long calls() {
    long calls = 0;
    for (CallTally tally : tallies.values()) {
      calls += tally.calls();
    }
    return calls;
  }

  /** True for calls that are in no pass because no deployment says what a pass is. */
  public boolean isLoose() {
    return index == NO_INDEX;
  }
}
