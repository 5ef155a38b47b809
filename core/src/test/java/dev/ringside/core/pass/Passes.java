package dev.ringside.core.pass;

import dev.ringside.core.statistics.CallTally;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The passes of a block one by one. */
public final class Passes {

  private Passes() {}

  public static List<ForwardPass> of(PassBlock block) {
    return IntStream.range(0, block.size()).mapToObj(i -> pass(block, i)).toList();
  }

  /** The same pass under another number. */
  public static ForwardPass at(ForwardPass pass, long index) {
    return new ForwardPass(
        pass.rank(),
        index,
        pass.tokens(),
        pass.rows(),
        pass.endNs(),
        pass.complete(),
        pass.tallies());
  }

  private static ForwardPass pass(PassBlock block, int i) {
    Map<CallKind, CallTally> tallies = new HashMap<>();
    for (int kind = 0; kind < block.kinds().size(); kind++) {
      tallies.put(block.kinds().get(kind), block.tallies().get(kind).tally(i));
    }
    return new ForwardPass(
        block.rank(),
        block.whole().index(i),
        block.sizes(),
        block.endNs(i),
        block.complete(),
        tallies,
        block.slips());
  }
}
