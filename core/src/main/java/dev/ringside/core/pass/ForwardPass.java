package dev.ringside.core.pass;

import dev.ringside.core.statistics.CallTally;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * One rank's part in one forward pass, rebuilt from its calls.
 *
 * @param index counts this rank's passes from 0 since its stream began; {@link #NO_INDEX} for calls
 *     that no layout orders into passes
 * @param tokens T̂, tokens on the wire (padding included); −1 if not visible
 * @param rows R, logits rows; −1 where logits are not visible
 * @param endNs end of the last call
 * @param complete false if the recording cut the pass off
 * @param tallies its calls by kind; not to be changed
 */
public record ForwardPass(
    int rank,
    long index,
    long tokens,
    long rows,
    long endNs,
    boolean complete,
    Map<CallKind, CallTally> tallies) {

  public static final long NO_INDEX = -1;
  public static final long NOT_VISIBLE = -1;

  public ForwardPass {
    tallies = Collections.unmodifiableMap(tallies);
  }

  /** The same pass with tallies of its own. */
  public ForwardPass copy() {
    Map<CallKind, CallTally> copies = new HashMap<>();
    tallies.forEach((kind, tally) -> copies.put(kind, tally.copy()));
    return new ForwardPass(rank, index, tokens, rows, endNs, complete, copies);
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
