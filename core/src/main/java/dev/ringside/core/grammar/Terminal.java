package dev.ringside.core.grammar;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.parallelism.Parallelism;

/**
 * A call that a step makes.
 *
 * @param size what one rank puts in
 * @param groupSize ranks of the group
 * @param transport the library that always carries it; UNKNOWN if it depends on size and GPU
 * @param halvedFrom calls of so many elements and more are made in bfloat16; NEVER for none
 */
public record Terminal(
    Purpose purpose,
    Parallelism parallelism,
    Collective collective,
    Size size,
    DataType dataType,
    int groupSize,
    Transport transport,
    long halvedFrom) {

  /** All calls are of the terminal's own type. */
  public static final long NEVER = Long.MAX_VALUE;

  public Terminal(
      Purpose purpose,
      Parallelism parallelism,
      Collective collective,
      Size size,
      DataType dataType,
      int groupSize,
      Transport transport) {
    this(purpose, parallelism, collective, size, dataType, groupSize, transport, NEVER);
  }

  /** The same, of which calls of {@code elements} and more are made in bfloat16. */
  public Terminal halvedFrom(long elements) {
    return new Terminal(
        purpose, parallelism, collective, size, dataType, groupSize, transport, elements);
  }

  /** The type of a call of {@code elements}; of one whose size is not known that of small ones. */
  public DataType dataTypeOf(long elements) {
    return elements >= halvedFrom ? DataType.BFLOAT16 : dataType;
  }

  /**
   * True if a call of {@code other} can be this one. Engines bring logits together by gathering or
   * all-gathering: which of them it is does not decide where a step ends.
   */
  public boolean isMadeBy(Collective other) {
    return collective == other
        || (purpose == Purpose.LOGITS && gathers(collective) && gathers(other));
  }

  /**
   * True if kernels of the engine's own may carry all such calls of a step, where no source sees
   * them.
   */
  public boolean isHideable() {
    return parallelism == Parallelism.TP
        && (purpose == Purpose.LAYER
            || purpose == Purpose.EMBEDDING
            || purpose == Purpose.DRAFT
            || (purpose == Purpose.LOGITS && collective == Collective.ALL_REDUCE));
  }

  /** True for the call that brings vocabulary shards together, where steps end. */
  public boolean gathersLogits() {
    return purpose == Purpose.LOGITS && gathers(collective);
  }

  private static boolean gathers(Collective collective) {
    return collective == Collective.GATHER || collective == Collective.ALL_GATHER;
  }
}
