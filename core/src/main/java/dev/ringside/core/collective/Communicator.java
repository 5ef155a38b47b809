package dev.ringside.core.collective;

import dev.ringside.core.bound.Bound;
import java.util.List;

/**
 * The group of ranks that a call runs on, as far as the source names it.
 *
 * <p>One logical group is often several communicators (vLLM holds a torch process group and a
 * PyNccl communicator for the same ranks), so groups are classified by {@code ranks}, never by
 * {@code name}.
 *
 * @param name the source's name or hash, empty when it gives none
 * @param size number of ranks, 0 when unknown
 * @param ranks global ranks in ascending order, empty when unknown
 */
public record Communicator(String name, int size, List<Integer> ranks) {

  /** A communicator that the source does not describe. */
  public static final Communicator UNKNOWN = new Communicator("", 0, List.of());

  public Communicator {
    Bound.NAME_BYTES.require(name, "communicator");
    ranks = ranks.stream().sorted().toList();
    if (size < 0 || (!ranks.isEmpty() && size != ranks.size())) {
      throw new IllegalArgumentException(
          "communicator \"%s\" of %d ranks lists %d".formatted(name, size, ranks.size()));
    }
  }

  public boolean hasRanks() {
    return !ranks.isEmpty();
  }
}
