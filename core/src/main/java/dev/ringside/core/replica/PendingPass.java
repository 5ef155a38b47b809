package dev.ringside.core.replica;

import dev.ringside.core.pass.ForwardPass;
import java.util.Collection;
import java.util.TreeMap;

/**
 * One pass of a replica while it waits for ranks. Knows its end without asking every part again:
 * that is asked for every slice, and there may be thousands of ranks. Not thread-safe.
 */
final class PendingPass {

  private final TreeMap<Integer, ForwardPass> parts = new TreeMap<>();
  private long endNs = Long.MIN_VALUE;

  /** Adds a rank's part; a second one of the same rank replaces the first. */
  void add(ForwardPass part) {
    boolean replaced = parts.put(part.rank(), part) != null;
    endNs =
        replaced
            ? parts.values().stream().mapToLong(ForwardPass::endNs).max().orElseThrow()
            : Math.max(endNs, part.endNs());
  }

  boolean has(int rank) {
    return parts.containsKey(rank);
  }

  /** End of the last call of any part. */
  long endNs() {
    return endNs;
  }

  /** By rank. */
  Collection<ForwardPass> parts() {
    return parts.values();
  }
}
